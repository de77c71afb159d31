/** The program and arguments that $BROWSER asks for: the first of its choices, with the URL where `%s` is or at the end. */
export function browserCommand(browser: string | undefined, url: string): readonly string[] | undefined {
  const [choice = ''] = (browser ?? '').split(':');
  const words = choice.split(' ').filter(word => word !== '');
  if (words.length === 0) return undefined;
  return choice.includes('%s') ? words.map(word => word.replaceAll('%s', url)) : [...words, url];
}

/** Starts it, and leaves it to itself. */
export function startBrowser([program = '', ...args]: readonly string[], failed: (message: string) => void): void {
  const { spawn } = process.getBuiltinModule('node:child_process');
  const browser = spawn(program, args, { detached: true, stdio: 'ignore' });
  browser.on('error', error => failed(`can't start ${program}: ${error.message}`));
  browser.unref();
}
