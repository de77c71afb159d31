/** Progress goes to stderr, so that a command's own output can still be piped. */
export function say(sentence) {
  process.stderr.write(`gantry: ${sentence}\n`);
}
