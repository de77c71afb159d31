import { essenceOf } from './file-errors.mjs';

/**
 * Where gantry does otherwise on purpose, with the names of docs/different.tsv, which says why: `allow` makes of what was
 * recorded, and of ours, what is to be equal; `command` narrows it to the lines that it matches.
 */
export const onPurpose = [
  {
    name: 'rows-once',
    allow: (recorded, ours) => [
      {
        ...recorded,
        err: withoutRepeated(recorded.err, repeatedRow),
      },
      ours,
    ],
  },
  {
    name: 'own-labels',
    allow: (recorded, ours) => [recorded, { ...ours, out: ours.out.map(line => line.replace(ownLabels, '')) }],
  },
  {
    name: 'own-version',
    command: /compose (version|--version|-v)\b/,
    allow: (recorded, ours) => [
      recorded,
      {
        ...ours,
        out: ours.out.flatMap(line => (line.startsWith('gantry ') ? [] : line.replace(/,"gantry":"[^"]*"/, ''))),
      },
    ],
  },
  {
    name: 'attach-pipe',
    command: /compose attach\b/,
    allow: (recorded, ours) => [
      recorded.exitCode === -9 && isWithin(recorded.out, ours.out) && isWithin(recorded.err, ours.err)
        ? ours
        : recorded,
      ours,
    ],
  },
  {
    name: 'help-command',
    command: /compose help\b/,
    allow: (recorded, ours) => (isHelp(ours) || isUnknown(ours) ? [ours, ours] : [recorded, ours]),
  },
  {
    name: 'own-help',
    allow: (recorded, ours) =>
      isHelp(recorded) && isHelp(ours)
        ? [
            { ...recorded, out: [] },
            { ...ours, out: [] },
          ]
        : [recorded, ours],
  },
  {
    name: 'completion-command',
    command: /compose completion\b/,
    allow: (recorded, ours) => (ours.exitCode === 0 ? [ours, ours] : [recorded, ours]),
  },
  {
    name: 'own-name',
    allow: (recorded, ours) => [
      {
        ...recorded,
        err: recorded.err.map(line =>
          line
            .replace('unknown docker command: "compose ', 'unknown gantry command: "')
            .replace(/^docker: /, 'gantry: ')
            .replaceAll('docker compose', 'gantry'),
        ),
      },
      ours,
    ],
  },
  {
    name: 'wait-usage',
    command: /compose wait$/,
    allow: (recorded, ours) => {
      const withoutUsage = ({ err, ...rest }) => ({
        ...rest,
        err: err.filter(line => !/^Usage: |--help' for more information$/.test(line)),
      });
      return [withoutUsage(recorded), withoutUsage(ours)];
    },
  },
  {
    name: 'places',
    allow: (recorded, ours) => [recorded, { ...ours, err: ours.err.filter(line => !frame.test(line)) }],
  },
  {
    name: 'own-warnings',
    allow: (recorded, ours) => [
      recorded,
      {
        ...ours,
        err: ours.err
          .filter(line => !ownWarning.test(line))
          .map(line => line.replace(/ Made from other files: .*(?=")/, '')),
      },
    ],
  },
  {
    name: 'failed-rows',
    allow: (recorded, ours) => [
      { ...recorded, err: withoutFailed(recorded.err, ours.err) },
      { ...ours, err: ours.err.filter(line => !ownFailedRow.test(line) || recorded.err.includes(line)) },
    ],
  },
  {
    name: 'file-errors',
    allow: (recorded, ours) => [
      { ...recorded, err: essenceOf(recorded.err) },
      { ...ours, err: essenceOf(ours.err) },
    ],
  },
  {
    name: 'dry-run',
    command: /--dry-run (exec|run|build|pull)\b/,
    allow: (recorded, ours) => (ours.exitCode === 0 ? [ours, ours] : [recorded, ours]),
  },
  {
    name: 'dry-run',
    command: /--dry-run (up|down)\b/,
    allow: (recorded, ours) => [
      { ...recorded, err: recorded.err.map(asIfDone).filter(line => !/ Start(ing|ed) $/.test(line)) },
      { ...ours, err: ours.err.filter(line => !/ Start(ing|ed) $/.test(line)) },
    ],
  },
  {
    name: 'frames',
    command: /--progress tty/,
    allow: (recorded, ours) => [
      { ...recorded, err: lastPicture(recorded.err) },
      { ...ours, err: lastPicture(ours.err) },
    ],
  },
  {
    name: 'order',
    command: /compose .*\brm\b/,
    allow: (recorded, ours) => [
      { ...recorded, out: recorded.out.map(inOrder) },
      { ...ours, out: ours.out.map(inOrder) },
    ],
  },
  {
    name: 'terminal-first',
    command: /compose run .*-it /,
    allow: (recorded, ours) => [
      { ...recorded, err: recorded.err.filter(line => !line.includes('Found orphan containers')) },
      ours,
    ],
  },
  {
    name: 'no-buildx',
    allow: (recorded, ours) => [
      { ...recorded, err: recorded.err.filter(line => !line.includes('requires buildx plugin to be installed')) },
      ours,
    ],
  },
  {
    name: 'others-go-on',
    command: /compose .*\bup\b/,
    allow: (recorded, ours) => [
      recorded,
      ours.exitCode === 0 || recorded.exitCode === 0
        ? ours
        : {
            ...ours,
            err: ours.err.filter(
              line => !/^ Container \S+ (Created|Starting|Started) $/.test(line) || recorded.err.includes(line),
            ),
          },
    ],
  },
  {
    name: 'engine-checks',
    allow: (recorded, ours) =>
      recorded.err.some(line => checked.test(line)) ? [withoutCheck(recorded), withoutCheck(ours)] : [recorded, ours],
  },
  {
    name: 'build-log',
    allow: (recorded, ours) =>
      [...recorded.out, ...ours.err].some(line => buildLog.test(line))
        ? [withoutBuildLog(recorded), withoutBuildLog(ours)]
        : [recorded, ours],
  },
  {
    name: 'build-errors',
    allow: (recorded, ours) =>
      recorded.err.some(line => /failed to (solve|stat)|unable to prepare context/.test(line))
        ? [
            {
              ...recorded,
              err: recorded.err
                .filter(line => line !== '' && !dockerfileLines.test(line))
                .map(line => line.replace(/^target \S+: (?=failed to solve)/, '')),
            },
            { ...ours, err: ours.err.filter(line => recorded.err.includes(line) || !/ Built $/.test(line)) },
          ]
        : [recorded, ours],
  },
  {
    name: 'escapes',
    allow: (recorded, ours) => [
      {
        ...recorded,
        out: recorded.out.map(withoutEscapes).filter(line => line !== '⏎̸'),
        err: recorded.err.map(withoutEscapes),
      },
      { ...ours, out: ours.out.map(withoutEscapes), err: ours.err.map(withoutEscapes) },
    ],
  },
  {
    name: 'ends-told',
    command: /compose .*\bup\b/,
    allow: (recorded, ours) => [
      recorded,
      recorded.exitCode === 130
        ? { ...ours, out: ours.out.filter(line => !/ exited with code \d+$/.test(line) || recorded.out.includes(line)) }
        : ours,
    ],
  },
  {
    name: 'second-interrupt',
    command: /compose .*\bup\b/,
    allow: (recorded, ours) => [
      recorded,
      recorded.exitCode === 130
        ? { ...ours, err: ours.err.filter(line => !/ Kill(ing|ed) $/.test(line) || recorded.err.includes(line)) }
        : ours,
    ],
  },
  {
    name: 'pull-goes-on',
    command: /compose .*\bpull\b/,
    allow: (recorded, ours) =>
      recorded.err.some(line => line.endsWith(' Interrupted '))
        ? [withoutPullFailures(recorded), withoutPullFailures(ours)]
        : [recorded, ours],
  },
  {
    name: 'cp',
    command: /compose .*\bcp\b/,
    allow: (recorded, ours) =>
      recorded.err.some(line => /closed pipe|already closed/.test(line))
        ? [{ ...ours, err: ours.err.filter(line => recorded.err.includes(line) || / Copied /.test(line)) }, ours]
        : [recorded, ours],
  },
  {
    name: 'error-json',
    command: /--progress json/,
    allow: (recorded, ours) => [
      recorded,
      { ...ours, err: ours.err.map(line => line.replace(/^(\{"error":true,.*?),"code":.*$/, '$1}')) },
    ],
  },
  {
    name: 'nothing-half-made',
    command: /compose .*\brun\b/,
    allow: (recorded, ours) => [
      recorded.err.some(line => /^ Image \S+ Error /.test(line))
        ? { ...recorded, err: recorded.err.filter(line => !/^ Network \S+ Creat(ing|ed) $/.test(line)) }
        : recorded,
      ours,
    ],
  },
  {
    name: 'wait-for-jobs',
    command: /compose .*\bup .*--wait\b/,
    allow: (recorded, ours) =>
      recorded.err.some(line => /^container \S+ exited \(0\)$/.test(line)) && ours.exitCode === 0
        ? [ours, ours]
        : [recorded, ours],
  },
  {
    name: 'negative-scale',
    command: /compose scale \S+=-\d/,
    allow: (recorded, ours) => (ours.exitCode === 1 ? [ours, ours] : [recorded, ours]),
  },
  {
    name: 'own-probes',
    command: /compose .*\bps\b/,
    allow: (recorded, ours) => [
      { ...recorded, out: recorded.out.map(line => line.replace('(healthy)', '(<health>)')) },
      {
        ...ours,
        out: ours.out.map(line => line.replace('(health: starting)', '(<health>)').replace('(healthy)', '(<health>)')),
      },
    ],
  },
  {
    name: 'foreign-volumes',
    command: /compose down -v/,
    allow: (recorded, ours) =>
      ours.err.some(line => / Volume /.test(line))
        ? [recorded, ours]
        : [{ ...recorded, err: recorded.err.filter(line => !/^ Volume \S+ Remov(ing|ed) $/.test(line)) }, ours],
  },
  {
    name: 'last-line',
    command: /compose .*\blogs\b/,
    // A recorded project writes this one.
    allow: (recorded, ours) => [recorded, { ...ours, out: ours.out.filter(line => !line.endsWith('| tail-no-nl')) }],
  },
];

const ownLabels = /,"?dev\.gantry\.[\w-]+"?[=:]("[^"]*"|[^,"]*)/g;

/** The line of a file that an error or a warning is about, and what to do. */
const frame = /^( --> .*| +\|.*| *\d+ \|.*|hint: .*)$/;

const repeatedRow =
  /^ ((Network|Volume) \S+ Creat(ing|ed)|Image \S+ Buil(ding|t)) $|^{"id":"(Network|Volume) \S+","status":"\w+","text":"Creat(ing|ed)"}$/;

const ownWarning =
  /level(=warning msg=|":"warning","msg":)"(Containers of this project are left|anonymous volumes stay behind)/;

const failedRow = /^ ((service|network|volume):\S+ |Container \S+ (Error )?Error (response|while) )/;
const ownFailedRow = /^ (Container|Network|Volume|Image) .* Error /;

/** Lines of BuildKit, of the classic builder, and of their errors. */
const buildLog =
  /^(#\d+ .*|Step \d+\/\d+ : .*| ---> .*|Successfully (built|tagged) .*|Sending build context .*|-{6}| > .*:|\d+\.\d+ .*)$/;

/** Values that Docker Compose looks at itself. */
const checked = /^(Error response from daemon: )?("\S+": cannot parse platform specifier.*|invalid subnet\b.*)$/;

function withoutCheck(output) {
  const isNews = (line, index, lines) => !/^ Image \S+ Pulling $/.test(line) && lines.indexOf(line) === index;
  return { ...output, err: output.err.map(line => line.replace(checked, '<check>')).filter(isNews) };
}

const dockerfileLines = /^(\S*Dockerfile:\d+|-{20}| +\d+ \| .*)$/;

function withoutBuildLog(output) {
  const isLog = line => buildLog.test(line);
  return {
    ...output,
    out: output.out.filter(line => line !== '' && !isLog(line)),
    err: output.err.filter(line => !isLog(line)),
  };
}

function isWithin(lines, others) {
  return lines.every(line => others.includes(line));
}

/** Colours of the prefixes that end before or after the line, and the end of a line in a terminal. */
function withoutEscapes(line) {
  return line.replace(/\\r\\e\[K|\\e\[(<colour>|0|39)m/g, '');
}

/** Which of two failures is first, and told as the error, is chance. */
function withoutPullFailures(output) {
  return { ...output, err: output.err.filter(line => !/ (Interrupted|Error) |^Error response/.test(line)) };
}

/** It goes on to what needs a network or volume that couldn't be made. */
function withoutFailed(recorded, ours) {
  const goesOn = recorded.some(line => /^ (network|volume):/.test(line));
  return recorded.filter(
    line => !failedRow.test(line) && !(goesOn && /^ Container .* Creating $/.test(line) && !ours.includes(line)),
  );
}

function isHelp({ exitCode, out }) {
  return out[0]?.startsWith('Usage: ') && exitCode <= 1;
}

function isUnknown({ err }) {
  return err.some(line => line.startsWith('unknown gantry command: '));
}

function withoutRepeated(lines, pattern) {
  return lines.filter((line, index) => !pattern.test(line) || lines.indexOf(line) === index);
}

/** Docker Compose rehearses against an engine that it plays, and the containers are still there when the network goes. */
function asIfDone(line) {
  return line.replace(' Resource is still in use ', ' Removed ');
}

/** The rows as they stand in the end, without times, and the last count of the header. */
function lastPicture(lines) {
  const rows = new Map();
  for (const line of lines) {
    const [, header, count] = /(\[\+\] \S+) (\d+\/\d+)/.exec(line) ?? [];
    if (header) rows.set(header, count);
    const [, name, word] = / ✔\S* (\S+ \S+) +(?:\\e\[\d+m)?(\w+)/.exec(line) ?? [];
    if (name) rows.set(name, word);
  }
  return [...rows].map(([name, word]) => `${name} ${word}`);
}

function inOrder(line) {
  return line.replace(/^(Going to remove )(.*)$/, (_, words, names) => words + names.split(', ').sort().join(', '));
}
