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

const pushByHand =
  'for i in a b; do docker tag busybox 127.0.0.1:28466/tr10$i:1; docker push -q 127.0.0.1:28466/tr10$i:1; done';

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
  'tr10-registry': [
    // Was there, pushed by hand.
    { before: 'docker compose pull', run: pushByHand },
    // Were removed by hand.
    { before: 'docker compose up -d', run: 'docker rmi 127.0.0.1:28466/tr10a:1 127.0.0.1:28466/tr10b:1' },
  ],
  'tr11-watch': [
    // Had started what it doesn't watch.
    { before: 'docker compose -f nodev.yaml up -d', run: 'docker compose -f nodev.yaml up -d' },
    { before: 'docker compose -f badaction.yaml watch', run: 'docker compose -f nobuild.yaml up -d' },
    { before: 'docker compose down -t 0 --remove-orphans', run: 'docker compose up -d --no-deps other' },
  ],
};
