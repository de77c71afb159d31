/** Text that can't be read as the value it stands for; whoever knows the path turns it into a problem. */
export class ValueError extends Error {
  /** How to write it. */
  readonly hint: string | undefined;

  constructor(message: string, hint?: string) {
    super(message);
    this.hint = hint;
  }
}
