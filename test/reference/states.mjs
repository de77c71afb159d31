import { perform } from './perform.mjs';

/**
 * Before a command, does what had come about by then in the recording by chance, or because gantry does otherwise on
 * purpose, so that what follows begins from the same.
 */
export async function takeToState(scenario, { line }, surroundings) {
  for (const { before, run } of states[scenario] ?? [])
    if (before === line)
      await perform({ line: run, isHelper: !/^docker compose/.test(run), signals: [] }, surroundings).ended;
}

const states = {
  'tr1-lifecycle2': [
    // Had not ended of SIGHUP yet …
    {
      before: 'docker compose kill -s BOGUS web',
      run: 'docker stop -t 0 tr1-lifecycle2-web-1; docker start tr1-lifecycle2-web-1',
    },
    // … and had by then.
    { before: 'docker compose rm', run: 'docker stop -t 0 tr1-lifecycle2-web-1' },
    // Had got the one port.
    {
      before: 'docker compose scale db=2',
      run: 'docker stop -t 0 tr1-lifecycle2-web-2; docker start tr1-lifecycle2-web-1',
    },
    // Had taken db=-1 for 0.
    { before: 'docker compose up -d --scale db=3 db', run: 'docker rm -f tr1-lifecycle2-db-1' },
  ],
  'tr11-watch': [
    // Had started what it doesn't watch.
    { before: 'docker compose -f nodev.yaml up -d', run: 'docker compose -f nodev.yaml up -d' },
    { before: 'docker compose -f badaction.yaml watch', run: 'docker compose -f nobuild.yaml up -d' },
    { before: 'docker compose down -t 0 --remove-orphans', run: 'docker compose up -d --no-deps other' },
  ],
};
