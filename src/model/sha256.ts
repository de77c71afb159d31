/**
 * The SHA-256 of a text, in hexadecimal. Node's cryptography takes more than a millisecond to load, so it is loaded
 * when the first text is hashed: by then the engine has been asked, and its answer is waited for.
 */
export function sha256(text: string): string {
  return process.getBuiltinModule('node:crypto').createHash('sha256').update(text).digest('hex');
}
