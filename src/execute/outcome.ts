/** `told`: the handler has told the user how it ended. */
export type Outcome = 'told' | undefined;
