/** What Docker Compose once had under `alpha`, by what it is now. */
const moved = ['generate', 'publish', 'scale', 'viz', 'watch'];

/**
 * The arguments without the old word `alpha` before a command: `alpha scale web=2` is `scale web=2`, and
 * `alpha dry-run -- up` is `--dry-run up`.
 */
export function withoutAlpha(args: readonly string[]): { readonly args: readonly string[]; readonly dryRun: boolean } {
  const [first, second = '', ...rest] = args;
  if (first === 'alpha' && second === 'dry-run') return { args: rest[0] === '--' ? rest.slice(1) : rest, dryRun: true };
  if (first === 'alpha' && moved.includes(second)) return { args: [second, ...rest], dryRun: false };
  return { args, dryRun: false };
}
