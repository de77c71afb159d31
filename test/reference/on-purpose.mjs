import { logLine, withoutWay } from './build-log.mjs';
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
        err: rowsOnce(recorded.err),
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
      recorded.exitCode === -9 && recorded.out.length === 0 ? { ...recorded, out: ours.out } : recorded,
      ours,
    ],
  },
  {
    name: 'help-command',
    command: /compose help\b/,
    allow: (recorded, ours) =>
      isUnknown(recorded) && (isHelp(ours) || isUnknown(ours)) ? [ours, ours] : [recorded, ours],
  },
  {
    name: 'completion-command',
    command: /compose completion\b/,
    allow: (recorded, ours) => (isUnknown(recorded) && ours.exitCode === 0 ? [ours, ours] : [recorded, ours]),
  },
  {
    name: 'own-help',
    allow: (recorded, ours) =>
      isHelp(recorded) && isHelp(ours)
        ? [
            { ...recorded, out: namesOfHelp(recorded.out) },
            { ...ours, out: namesOfHelp(ours.out).filter(name => namesOfHelp(recorded.out).includes(name)) },
          ]
        : [recorded, ours],
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
      { ...ours, err: ours.err.filter(line => recorded.err.includes(line) || !tellsFailure(line, recorded.err)) },
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
    allow: (recorded, ours) =>
      [ours.exitCode === 0 ? { ...recorded, exitCode: 0, err: recorded.err.filter(isProgress) } : recorded, ours].map(
        output => ({ ...output, err: output.err.filter(line => !isInvented(line)) }),
      ),
  },
  {
    name: 'dry-run',
    command: /--dry-run (up|down)\b/,
    allow: (recorded, ours) => [
      { ...recorded, err: recorded.err.map(asIfDone).filter((line, index, all) => all.indexOf(line) === index) },
      ours,
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
    allow: (recorded, ours) =>
      recorded.err.some(line => line.includes(noBuildx))
        ? [
            {
              ...recorded,
              out: withoutLog(recorded.out),
              err: recorded.err.filter(line => !line.includes(noBuildx)),
            },
            { ...ours, out: withoutLog(ours.out) },
          ]
        : [recorded, ours],
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
    command: /compose .*\brun\b/,
    allow: (recorded, ours) => [
      recorded,
      {
        ...ours,
        out: [...ours.out, ...ours.err.filter(line => logLine.test(line))],
        err: ours.err.filter(line => !logLine.test(line) && line !== ''),
      },
    ],
  },
  {
    name: 'escapes',
    allow: (recorded, ours) => [
      {
        ...recorded,
        out: recorded.out.map(withoutEscapes).filter(line => line !== '⏎̸'),
        err: recorded.err.map(withoutEscapes).filter(line => line !== '⏎̸'),
      },
      {
        ...ours,
        out: ours.out.map(withoutEscapes).filter(line => line !== '⏎̸'),
        err: ours.err.map(withoutEscapes),
      },
    ],
  },
  {
    name: 'watch-rebuild',
    command: /compose .*\b(watch|up --watch)\b/,
    allow: (recorded, ours) => {
      const lacks = line => /Syncing service "\S+" after \d+ changes were detected$/.test(line);
      const rebuilding = ours.out.findIndex(line => line.includes('Rebuilding service(s)'));
      return [
        { ...recorded, err: recorded.err.filter(line => !/^ Container \S+ Running $/.test(line)) },
        { ...ours, out: ours.out.filter((line, index) => rebuilding < 0 || index < rebuilding || !lacks(line)) },
      ];
    },
  },
  {
    name: 'build-errors',
    allow: (recorded, ours) =>
      recorded.err.some(line => /failed to (solve|stat)|unable to prepare context/.test(line))
        ? [
            {
              ...recorded,
              out: withoutRepeatedStep(recorded.out),
              err: recorded.err
                .filter(line => line !== '' && !dockerfileLines.test(line))
                .map(line => line.replace(/^target \S+: (?=failed to solve)/, '')),
            },
            { ...ours, err: ours.err.filter(line => recorded.err.includes(line) || !/ Built $/.test(line)) },
          ]
        : [recorded, ours],
  },
  {
    name: 'build-steps',
    allow: (recorded, ours) => [
      { ...recorded, out: withoutWay(recorded.out) },
      { ...ours, out: withoutWay(ours.out) },
    ],
  },
  {
    name: 'build-json',
    command: /--progress json build\b/,
    allow: (recorded, ours) => [
      { ...recorded, out: recorded.out.filter(line => !/^\{"(vertexes|statuses|logs)":\[/.test(line)) },
      { ...ours, err: ours.err.filter(line => !/"status":"Working","text":"Building","details":"#\d+ /.test(line)) },
    ],
  },
  {
    name: 'ends-told',
    command: /compose .*\bup\b/,
    allow: (recorded, ours) => [
      recorded,
      recorded.exitCode === 130
        ? { ...ours, out: withoutSpare(ours.out, recorded.out, / exited with code \d+$/) }
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
        ? [withoutPullFailures(recorded, ours), withoutPullFailures(ours, recorded)]
        : [recorded, ours],
  },
  {
    name: 'push-layers',
    command: /compose .*\bpush\b/,
    allow: (recorded, ours) => [
      {
        ...recorded,
        err: recorded.err
          .filter(line => !/^ <id> +$/.test(line))
          .map(line => line.replace(/(?<=^\{"id":"<id>","parent_id":.*"status":"(?:Working|Done)").*\}$/, '}')),
      },
      {
        ...ours,
        err: ours.err.map(line =>
          line.replace(/(?<=^\{"id":"<id>","parent_id":.*"status":"(?:Working|Done)").*\}$/, '}'),
        ),
      },
    ],
  },
  {
    name: 'push-goes-on',
    command: /compose .*\bpush\b/,
    allow: (recorded, ours) => [
      {
        ...recorded,
        err: recorded.err.filter(line => !/^ \S+ An image does not exist locally with the tag: /.test(line)),
      },
      { ...ours, err: ours.err.filter(line => recorded.err.includes(line) || !/ (Error .*|Pushed )$/.test(line)) },
    ],
  },
  {
    name: 'cp',
    command: /compose .*\bcp\b/,
    allow: (recorded, ours) =>
      recorded.err.some(line => /closed pipe|already closed/.test(line))
        ? [
            {
              ...recorded,
              exitCode: 0,
              err: [
                ...recorded.err.filter(line => !/closed pipe|already closed/.test(line)),
                ...ours.err.filter(line => !recorded.err.includes(line) && / Copied - to /.test(line)),
              ],
            },
            ours,
          ]
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
    name: 'nothing-half-made',
    command: /compose -f fail\.yaml down$/,
    allow: (recorded, ours) =>
      ours.err.length === 0
        ? [{ ...recorded, err: recorded.err.filter(line => !/^ Network \S+_default Remov(ing|ed) $/.test(line)) }, ours]
        : [recorded, ours],
  },
  {
    name: 'watch-start-first',
    command: /compose .*\b(watch|up --watch)\b/,
    allow: (recorded, ours) => [
      recorded,
      { ...ours, err: ours.err.filter(line => !/^ Container \S+ (Waiting|Healthy) $/.test(line)) },
    ],
  },
  {
    name: 'watch-needs-rules',
    command: /compose .*(watch|up --watch)\b/,
    allow: (recorded, ours) => [
      isWithoutRules(recorded) && isWithoutRules(ours)
        ? {
            ...recorded,
            err: recorded.err.filter(line => !/^ (Network|Container) |Found orphan containers/.test(line)),
          }
        : recorded,
      ours,
    ],
  },
  {
    name: 'wait-for-jobs',
    command: /compose .*\bup .*--wait\b/,
    allow: (recorded, ours) =>
      recorded.err.some(line => /^container \S+ exited \(0\)$/.test(line)) && ours.exitCode === 0
        ? [withoutEndOfWait(recorded), withoutEndOfWait(ours)]
        : [recorded, ours],
  },
  {
    name: 'negative-scale',
    command: /compose scale \S+=-\d/,
    allow: (recorded, ours) =>
      ours.exitCode === 1 && !ours.err.some(line => line.startsWith(' Container ')) ? [ours, ours] : [recorded, ours],
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
    name: 'whole-lines',
    command: /compose .*\bup\b/,
    allow: (recorded, ours) => [{ ...recorded, out: recorded.out.map(line => wholeLine(line, ours.out)) }, ours],
  },
  {
    name: 'events-end',
    command: /compose events .*--until/,
    allow: (recorded, ours) =>
      recorded.exitCode === 1 && recorded.err.join() === 'EOF'
        ? [{ ...recorded, exitCode: 0, err: [] }, ours]
        : [recorded, ours],
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

/** The resource of a row. */
const row = /^(?: |\{"id":")((?:Network|Volume|Image) [^" ]+)/;
const repeatedRow =
  /^ ((Network|Volume) \S+ Creat(ing|ed)|Image \S+ (Buil(ding|t)|Pull(ing|ed))) $|^{"id":"(Network|Volume) \S+","status":"\w+","text":"Creat(ing|ed)"}$/;

const ownWarning =
  /level(=warning msg=|":"warning","msg":)"(Containers of this project are left|anonymous volumes stay behind)/;

const failedRow = /^ ((service|network|volume):\S+ |Container \S+ (Error )?Error (response|while) )/;

/** The row of what failed, in words that are in the recorded error. */
function tellsFailure(line, errors) {
  const [, reason] = /^ (?:Container|Network|Volume|Image) .*? Error (.*)$/.exec(line) ?? [];
  return reason !== undefined && errors.some(error => error.includes(reason.trim()));
}

/** Values that Docker Compose looks at itself. */
const checked = /^(Error response from daemon: )?("\S+": cannot parse platform specifier.*|invalid subnet\b.*)$/;

function withoutCheck(output) {
  const isNews = (line, index, lines) =>
    !/^ Image \S+ Pulling $| Error Error response from daemon: invalid network config:$/.test(line) &&
    lines.indexOf(line) === index;
  return { ...output, err: output.err.map(line => line.replace(checked, '<check>')).filter(isNews) };
}

/** The step that failed is shown once more, between lines. */
function withoutRepeatedStep(lines) {
  const first = lines.indexOf('------');
  return first < 0 ? lines : lines.slice(0, first);
}

const dockerfileLines = /^(\S*Dockerfile:\d+|-{20}| +\d+ \| .*)$/;

/** Colours of the prefixes that end before or after the line, and the end of a line in a terminal. */
function withoutEscapes(line) {
  return line.replace(/\\r\\e\[K|\\e\[(<colour>|92|0|39)m/g, '').replace(/^ +⦿ /, '        ⦿ ');
}

/** Which of several failures stops the others, and is told as the error, is chance: each is in the other's words. */
function withoutPullFailures(output, other) {
  const isOfImage = line =>
    /^ Image \S+ (Interrupted|Pulled) $/.test(line) || /^ Image \S+ Error (Get|Head) "http/.test(line);
  const isError = line => /^Error response from daemon: (Get|Head) "http/.test(line);
  return { ...output, err: output.err.filter(line => other.err.includes(line) || !(isOfImage(line) || isError(line))) };
}

/** It goes on to what needs a network or volume that couldn't be made. */
function withoutFailed(recorded, ours) {
  const goesOn = recorded.some(line => /^ (network|volume):/.test(line));
  return recorded.filter(
    line => !failedRow.test(line) && !(goesOn && /^ Container .* Creating $/.test(line) && !ours.includes(line)),
  );
}

/** Without lines of the pattern that the other has less often. */
function withoutSpare(lines, others, pattern) {
  const left = others.filter(line => pattern.test(line));
  return lines.filter(line => {
    if (!pattern.test(line)) return true;
    const index = left.indexOf(line);
    if (index >= 0) left.splice(index, 1);
    return index >= 0;
  });
}

/** It ends at the first failure, when others may not be healthy yet. */
function withoutEndOfWait(output) {
  return {
    ...output,
    exitCode: 0,
    err: output.err.filter(line => !/ (Healthy|Exited) $|^container \S+ exited/.test(line)),
  };
}

function isWithoutRules({ err }) {
  return err.some(line => /^none of the selected services is configured for watch|^can't watch service /.test(line));
}

function isHelp({ exitCode, out }) {
  return out[0]?.startsWith('Usage: ') && exitCode <= 1;
}

/** Its flags and commands. */
function namesOfHelp(lines) {
  const name = /^ {2}(?: {4})?((?:-\w, )?--[\w-]+)|^ {2}([a-z]+)\*? {2,}\S/;
  return lines.flatMap(line => name.exec(line)?.slice(1).filter(Boolean) ?? []).sort();
}

function isUnknown({ err }) {
  return err.some(line => /^unknown (gantry|docker) command: /.test(line));
}

/** A row that is told again before its resource has another. */
function rowsOnce(lines) {
  const last = new Map();
  return lines.filter(line => {
    const [, name] = row.exec(line) ?? [];
    if (name === undefined) return true;
    const isRepeated = repeatedRow.test(line) && last.get(name) === line;
    last.set(name, line);
    return !isRepeated;
  });
}

const noBuildx = 'requires buildx plugin to be installed';

/** The classic builder's log and that of BuildKit have nothing in common. */
function withoutLog(lines) {
  return lines.filter(line => line !== '' && !logLine.test(line));
}

function isProgress(line) {
  return line.startsWith(' ');
}

/** Of an image that neither pulls or builds, or a container that one of them doesn't come to. */
function isInvented(line) {
  return /^ Image \S+ (Error .*|Pulled |Built )$|^ \S+ ==> ==> (writing|naming) |^ Container (\S+-run-<id> Start(ing|ed) |\S+ Exec \(.*\))$|Found orphan containers/.test(
    line,
  );
}

/** Docker Compose rehearses against an engine that it plays, and the containers are still there when the network goes. */
function asIfDone(line) {
  return line.replace(' Resource is still in use ', ' Removed ').replace(/^( Container )<id>_/, '$1');
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

/** Of a container that ran already, and was in the middle of a line; a recorded project writes this one. */
function wholeLine(line, others) {
  const whole = `${line}no-newline`;
  return / \| $/.test(line) && others.includes(whole) ? whole : line;
}

function inOrder(line) {
  return line.replace(/^(Going to remove )(.*)$/, (_, words, names) => words + names.split(', ').sort().join(', '));
}
