/** package.json's version; a test holds them equal, so that starting doesn't read a file. */
export const gantryVersion = '0.1.0';
