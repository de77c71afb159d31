export interface Replica {
  readonly id: string;
  /** `web-1`. */
  readonly name: string;
}

/** A container whose files are kept, from one start of it to its end. */
export interface Member extends Replica {
  /** What it is owed, from this start of it on: what an earlier one settles late doesn't count. */
  readonly account: string;
  /** Aborted when it has ended. */
  readonly gone: AbortController;
  /** What it has is to be compared: it may have been restarted, or something has failed half-way. */
  fresh: boolean;
  /** Its image has no program to remove files with. */
  noRemoval: boolean;
  /** What it has written was not looked for since it was started. */
  unseen: boolean;
}

let accounts = 0;

export function newMember(replica: Replica): Member {
  accounts += 1;
  const account = `${replica.id} ${accounts}`;
  return { ...replica, account, gone: new AbortController(), fresh: true, noRemoval: false, unseen: true };
}
