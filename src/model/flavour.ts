/** Which Docker Compose gantry takes after: its model, config hashes and labels. */
export type ComposeFlavour = '5' | '2';

/** What the version label says. Docker Compose reads it, so it is Compose's number and not gantry's. */
export const composeVersions: Readonly<Record<ComposeFlavour, string>> = { '5': '5.5.0', '2': '2.40.3' };
