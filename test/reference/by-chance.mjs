/**
 * Where two runs of one program differ as well: `allow` makes of what was recorded, and of ours, what is to be equal.
 * Each is for the commands of `command` alone.
 */
export const byChance = [
  {
    // A container whose command is `true` may be found running, or ended and be started once more.
    name: 'short-lived',
    command: /compose .*\b(up|start)\b/,
    allow: (recorded, ours) => [runningAlready(recorded), runningAlready(ours)],
  },
  {
    // … where nothing is told of one that runs.
    name: 'short-lived',
    command: /compose start job$/,
    allow: (recorded, ours) => [withoutRunning(recorded), withoutRunning(ours)],
  },
  {
    // What had happened just before was told to whom began to listen.
    name: 'told-late',
    command: /compose events/,
    allow: (recorded, ours) => [withoutLate(recorded), withoutLate(ours)],
  },
  {
    // … and is listed, or isn't.
    name: 'short-lived',
    command: /compose .*\bps\b/,
    allow: (recorded, ours) => [withoutShortLived(recorded), withoutShortLived(ours)],
  },
  {
    // Whether half a second of a run had gone by when it was killed, or looked at.
    name: 'first-line',
    command: /compose logs( -f)?$/,
    allow: (recorded, ours) => [onceBegun(recorded), onceBegun(ours)],
  },
  {
    // Which of the terminals in a container is free again.
    name: 'terminal-number',
    command: /compose exec web .*\btty\b/,
    allow: (recorded, ours) => [anyTerminal(recorded), anyTerminal(ours)],
  },
  {
    // Which of the two streams of `a` the engine reads last.
    name: 'last-stream',
    command: /compose .*\blogs\b.* --tail 1\b/,
    allow: (recorded, ours) => [withoutLast(recorded), withoutLast(ours)],
  },
  {
    name: 'first-failure',
    command: /compose up -d --no-build$/,
    allow: (recorded, ours) => [withoutImage(recorded), withoutImage(ours)],
  },
  {
    // Which of two containers gets the one port that both publish.
    name: 'one-port',
    command: /compose scale web=2$/,
    allow: (recorded, ours) => [recorded, winnerIsFirst(ours)],
  },
];

/** Of several images that aren't there, which is found first. */
function withoutImage(output) {
  return { ...output, err: output.err.map(line => line.replace(/(No such image: )\S+/, '$1<image>')) };
}

const shortLived = /(?:\b|_)(tr1-\w+-job|tr9-build-plain)-1\b/;
const start = /^( Container \S+) Start(ing|ed) $|^(\{"id":"Container [^"]+",).*"text":"Start(ing|ed)"\}$/;
const running = /^( Container \S+) Running $|^(\{"id":"Container [^"]+",).*"text":"Running"\}$/;

function runningAlready(output) {
  const lines = output.err.map(line =>
    shortLived.test(line) && (start.test(line) || running.test(line))
      ? line.replace(start, '$1$3 <running>').replace(running, '$1$2 <running>').replace('undefined', '')
      : line,
  );
  return {
    ...output,
    err: lines.filter((line, index) => !line.endsWith('<running>') || lines.indexOf(line) === index),
  };
}

function withoutRunning(output) {
  return { ...output, err: output.err.filter(line => !line.endsWith(' <running>')) };
}

function withoutShortLived(output) {
  return { ...output, out: output.out.filter(line => !shortLived.test(line)) };
}

function onceBegun(output) {
  const isFirst = line => /^bb-long-1 \| (tail-no-nl)?b1$/.test(line);
  return { ...output, out: output.out.filter((line, index, all) => !isFirst(line) || all.indexOf(line) === index) };
}

function anyTerminal(output) {
  return { ...output, out: output.out.map(line => line.replace(/^(\/dev\/pts\/)\d+$/, '$1<number>')) };
}

function withoutLast(output) {
  return { ...output, out: output.out.map(line => line.replace(/^(\S*a-\d +\| \S*)(?:a5|err)$/, '$1<last>')) };
}

function withoutLate(output) {
  const isLate = line => /\bdie\b/.test(line) && line.includes('tr1-lifecycle2-job-1');
  // An event in words is followed by an empty line.
  return {
    ...output,
    out: output.out.filter((line, index, all) => !isLate(line) && !(line === '' && isLate(all[index - 1] ?? ''))),
  };
}

function winnerIsFirst(output) {
  if (!output.err.some(line => line === ' Container tr1-lifecycle2-web-2 Started ')) return output;
  const swapped = line => line.replace(/(tr1-lifecycle2-web-)([12])\b/g, (_, name, number) => name + (3 - number));
  return { ...output, err: output.err.map(swapped) };
}
