/** How far a build is, from a line of either builder that begins a step: `2/5 RUN make`. Undefined for other lines. */
export function buildStep(line: string): string | undefined {
  const [, number, count, words] = classic.exec(line) ?? buildKit.exec(line) ?? [];
  return number === undefined ? undefined : `${number}/${count} ${words}`;
}

/** `Step 2/5 : RUN make` */
const classic = /^Step (\d+)\/(\d+) : (.*)/;

/** `#7 [2/5] RUN make`, and where there are several stages `#7 [base 2/5] RUN make`. */
const buildKit = /^#\d+ \[(?:\S+ )?(\d+)\/(\d+)\] (.*)/;
