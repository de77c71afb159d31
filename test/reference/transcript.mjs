/**
 * The steps of a recording, in the order in which they are taken: `{ kind: 'file', path, text }`,
 * `{ kind: 'folder', path }`, `{ kind: 'fresh' }`, where the project was removed, and `{ kind: 'command', … }` (see
 * `readCommand`). A command that went on in the background is written down where it ended; it comes before the commands
 * that it is to see.
 */
export function readTranscript(text) {
  const steps = [];
  for (const line of text.split('\n')) {
    const current = steps.at(-1);
    const step = readStep(line);
    if (step) steps.push(step);
    else if (line.startsWith('file| ')) current.lines.push(line.slice(6));
    else if (line.startsWith('[exit ')) Object.assign(current, readExit(line));
    else if (/^(out|err|tty)\| /.test(line)) current[line.slice(0, 3)].push(line.slice(5));
  }
  return inOrder(steps.map(finished));
}

function readStep(line) {
  const file = /^# file (.+):$/.exec(line);
  if (file) return { kind: 'file', path: file[1], lines: [] };
  if (/^# (====|a network|made by)/.test(line)) return { kind: 'fresh' };
  if (/^# in (?:a )?folder /.test(line)) return { kind: 'folder', path: folderOf(line) };
  if (line.startsWith('$ ') || line.startsWith('% ')) return readCommand(line);
}

/**
 * `line` is what is typed; `isHelper` where that isn't Docker Compose; `input` what standard input holds; `signals` are
 * `{ seconds, signal }`; `terminal` is `{ columns, rows }` where it ran in one, and `keys` are `{ seconds, keys }`, which
 * were pressed there; `background` says that others ran meanwhile; `ended` how that came to its end; `killedAfter` is in
 * seconds, where it didn't end by itself; `out`, `err` and, of a terminal, `tty` are lines.
 */
function readCommand(line) {
  const [typed, ...notes] = line
    .slice(2)
    .split(/ {3}(?=\[(?:PTY|after|background)|< ')/)
    .map(part => part.trim());
  const input = notes.find(note => note.startsWith('< '));
  const background = notes.find(note => note.startsWith('[background'));
  return {
    kind: 'command',
    line: typed,
    isHelper: line.startsWith('%'),
    input: input && unquoted(input.slice(3, -1)),
    signals: notes.flatMap(readSignal),
    keys: notes.flatMap(readKeys),
    terminal: notes.map(readSize).find(Boolean),
    background: background !== undefined,
    ended: /ended with (SIG\w+)/.exec(background ?? '')?.[1],
    exitCode: undefined,
    killedAfter: undefined,
    out: [],
    err: [],
    tty: [],
  };
}

function readSize(note) {
  const [, columns, rows] = /^\[PTY (\d+)x(\d+)\]/.exec(note) ?? [];
  return columns && { columns: Number(columns), rows: Number(rows) };
}

function readKeys(note) {
  return [...note.matchAll(/\[after ([\d.]+)s key b'([^']*)'\]/g)].map(([, seconds, keys]) => ({
    seconds: Number(seconds),
    keys: unquoted(keys),
  }));
}

function readSignal(note) {
  return [...note.matchAll(/\[after ([\d.]+)s: (SIG\w+)/g)].map(([, seconds, signal]) => ({
    seconds: Number(seconds),
    signal,
  }));
}

function readExit(line) {
  const [, exitCode] = /^\[exit (-?\d+)/.exec(line);
  return { exitCode: Number(exitCode), killedAfter: readNumber(/killed it after (\d+)s/.exec(line)?.[1]) };
}

function readNumber(text) {
  return text === undefined ? undefined : Number(text);
}

function unquoted(text) {
  return text.replace(/\\(x[0-9a-f]{2}|.)/g, (_, what) => {
    if (what.length > 1) return String.fromCharCode(Number.parseInt(what.slice(1), 16));
    return { n: '\n', t: '\t', r: '\r' }[what] ?? what;
  });
}

function folderOf(line) {
  return /without/.test(line) ? outside : /folder (?:\$DIR\/)?([^\s/]+)/.exec(line)[1];
}

/** Beside the project's folder, in one that has a Compose file. */
const outside = '-outside/empty';

function finished(step) {
  return step.kind === 'file' ? { kind: 'file', path: step.path, text: textOf(step.lines) } : step;
}

function textOf(lines) {
  const text = lines.join('\n');
  return text.endsWith('⏎̸') ? text.slice(0, -2) : `${text}\n`;
}

function inOrder(steps) {
  const result = [];
  for (const step of steps) {
    let index = result.length;
    if (step.background) while (index > 0 && changesState(result[index - 1])) index--;
    result.splice(index, 0, step);
  }
  return result;
}

function changesState(step) {
  return step.background || /compose (stop|start|kill|restart)\b/.test(step.line ?? '');
}
