import type { ComposeFlavour } from '../loader/options.ts';

/** package.json's version; a test holds them equal, so that starting doesn't read a file. */
export const gantryVersion = '0.1.0';

/** The release of Docker Compose that a flavour stands for. */
export const composeVersions: Readonly<Record<ComposeFlavour, string>> = { '5': '5.5.0', '2': '2.40.3' };
