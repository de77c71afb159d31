/**
 * Where gantry does otherwise on purpose on a terminal, as on-purpose.mjs has it of streams: `allow` takes and makes
 * `{ exitCode, screen }`, the lines that stand there in the end. What was recorded has `apart` besides, the lines as they
 * would be if no list had been written over what isn't its own.
 */
export const onScreen = [
  {
    name: 'frames',
    allow: ({ apart, ...recorded }, ours) => [{ ...recorded, screen: apart }, ours],
  },
  {
    name: 'question',
    allow: (recorded, ours) => [
      { ...recorded, screen: recorded.screen.map(line => line.replace(/^\? (.*\?) /, '$1 ')) },
      { ...ours, screen: ours.screen.map(line => line.replace(/^(.*\? )\(y\/N\) (\w)$/, answered)) },
    ],
  },
  {
    name: 'build-list',
    allow: (recorded, ours) =>
      [...recorded.screen, ...ours.screen].some(line => buildLog.test(line))
        ? [withoutBuildLog(recorded), withoutBuildLog(ours)]
        : [recorded, ours],
  },
  {
    name: 'frames',
    allow: (recorded, ours) => {
      const own = { ...ours, screen: ours.screen.map(line => line.replace(/^ ✖ /, ' ✘ ')) };
      if (own.screen.some(line => / … \d+ more$/.test(line))) return [recorded, own].map(counted);
      return [recorded, { ...own, screen: own.screen.map(line => asShortened(line, recorded.screen)) }];
    },
  },
  {
    name: 'last-status',
    command: /compose .*\b(restart|build)\b/,
    allow: (recorded, ours) => [{ ...recorded, screen: brought(recorded.screen, ours.screen) }, ours],
  },
  {
    name: 'last-status',
    command: /compose watch$/,
    allow: (recorded, ours) => [
      {
        ...recorded,
        screen: recorded.screen.map(line =>
          line.replace(/^( ✔ Container \S+) (Created|Recreated) <s>$/, '$1 Started <s>'),
        ),
      },
      ours,
    ],
  },
  {
    name: 'watch-rebuild',
    command: /compose up --watch$/,
    allow: (recorded, ours) => {
      const rebuilt = ours.screen.findIndex(line => line.includes('successfully built'));
      const isMore = (line, index) => index > rebuilt && /⦿ Syncing service /.test(line);
      return [
        { ...recorded, screen: recorded.screen.filter(line => !/^Container \S+ Running$/.test(line)) },
        {
          ...ours,
          screen: ours.screen.filter(
            (line, index) => !isMore(line, index) && !/^Container \S+ (Waiting|Healthy)$/.test(line),
          ),
        },
      ];
    },
  },
  {
    name: 'watch-screen',
    command: /compose up\b/,
    allow: (recorded, ours) => [
      {
        ...recorded,
        screen: synced(recorded.screen).map(line => line.replace(/^ (?= {8}⦿ Watch disabled$)/, '')),
      },
      { ...ours, screen: synced(ours.screen) },
    ],
  },
  {
    name: 'watch-screen',
    command: /compose watch$/,
    allow: (recorded, ours) => [until(/^Watch enabled$/, recorded), until(/ · watching · /, ours)],
  },
  {
    name: 'run-list',
    command: /compose .*\brun\b/,
    allow: (recorded, ours) => [
      { ...recorded, screen: recorded.screen.flatMap(asRow) },
      { ...ours, screen: ours.screen.filter(line => !line.startsWith('[+] ')) },
    ],
  },
  {
    name: 'pull-goes-on',
    command: /compose .*\bpull\b/,
    allow: (recorded, ours) =>
      recorded.screen.some(line => line.endsWith(' Interrupted <s>'))
        ? [withoutPullFailures(recorded), withoutPullFailures(ours)]
        : [recorded, ours],
  },
  {
    name: 'build-errors',
    command: /compose .*\bbuild\b/,
    allow: ({ screen, ...recorded }, ours) => [
      { ...recorded, screen: screen.filter(line => !excerpt.test(line)) },
      ours,
    ],
  },
  {
    name: 'second-interrupt',
    command: /compose .*\bup\b/,
    allow: (recorded, ours) => {
      if (recorded.exitCode !== 130) return [recorded, ours];
      const [expected, given] = [recorded, ours].map(({ screen }) => screen.map(withoutKey));
      return [
        { ...recorded, screen: expected },
        {
          ...ours,
          screen: given.filter(line => !/^Container \S+ Kill(ing|ed)$/.test(line) || expected.includes(line)),
        },
      ];
    },
  },
];

/** Steps of BuildKit as a list that is drawn anew, or line by line; gantry always has lines. */
const buildLog = /^(\[\+\] Building .*| => .*|( +⦿ )?#\d+ .*| +⦿)$/;

function withoutBuildLog({ screen, ...output }) {
  return { ...output, screen: screen.filter(line => line !== '' && !buildLog.test(line)) };
}

/** Of the Dockerfile, and of the log. */
const excerpt = /^(\S*Dockerfile:\d+|-{20}| +\d+ \|( .*)?|-{6}| > .*:|\d+\.\d+ .*)$/;

function answered(_, question, key) {
  return `${question}${key === 'y' ? 'Yes' : 'No'}`;
}

/** Its menu clears lines that have been written above. */
function synced(screen) {
  return screen.filter((line, index) => !line.includes('⦿ Syncing service ') || screen.indexOf(line) === index);
}

function until(pattern, { screen, ...output }) {
  const end = screen.findIndex(line => pattern.test(line));
  return { ...output, screen: end < 0 ? screen : screen.slice(0, end) };
}

const working = /^ [⠀-⣿] (\S+ \S+) (Restarting|Building) <s>$/u;

/** Rows that were left in the middle of their last step: to where ours have come. */
function brought(screen, ours) {
  const rows = screen.map(line => {
    const [, name] = working.exec(line) ?? [];
    return ours.find(own => name && /^ [✔✘] /.test(own) && own.slice(3).startsWith(`${name} `)) ?? line;
  });
  const count = rows.filter((row, index) => row !== screen[index]).length;
  return rows.map(line =>
    line.replace(/^(\[\+\] \w+ )(\d+)\/(\d+)$/, (_, start, done, all) => `${start}${Number(done) + count}/${all}`),
  );
}

/** A line about a container as a row of a list, and no headers, which were written one over another. */
function asRow(line) {
  if (/^\[\+\] |^Container \S+ Creating$/.test(line)) return [];
  return line.replace(/^(Container \S+ Created)$/, ' ✔ $1 <s>');
}

/** A list that the window has no place for: how many rows there were. */
function counted({ screen, ...output }) {
  return {
    ...output,
    screen: screen.map(line =>
      line.replace(/^ (?:…|\.\.\.) (\d+ more)$/, ' … $1').replace(/^ ✔ .* \w+ <s>$/, ' ✔ <row>'),
    ),
  };
}

/** A row that both had to shorten, or of which Docker Compose shows no reason, as that is recorded. */
function asShortened(line, recorded) {
  const [, start] = /^( [✘✔] .*?)(?:…)? <s>$/.exec(line) ?? [];
  if (!start) return line;
  const isSame = other => {
    const [, cut] = /^( [✘] .*)\.\.\. <s>$/.exec(other) ?? [];
    return cut && (cut.startsWith(start) || start.startsWith(cut));
  };
  return recorded.find(isSame) ?? line.replace(' Skipped No image to be pulled <s>', ' Skipped <s>');
}

/** Which of two failures is first, and told as the error, is chance. */
function withoutPullFailures({ screen, ...output }) {
  return {
    ...output,
    screen: screen.filter(line => !/^ [!✘] Image \S+ (Interrupted|Error)\b|^Error response/.test(line)),
  };
}

/** Ctrl-C shows where the cursor stands. */
function withoutKey(line) {
  return line.replace(/^\^C(?=Container )/, '');
}
