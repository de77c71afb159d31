import {
  appendFileSync,
  closeSync,
  openSync,
  renameSync,
  statSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { eventually, withProject } from './support.ts';
import { filesOfContainer, filesOfHost } from './watched-files.ts';

// By hand: SAVE_ROUNDS=500 npx vitest run --project e2e test/e2e/watch-saves.test.ts
const rounds = Number(process.env.SAVE_ROUNDS ?? 40);

const compose = `
services:
  web:
    image: busybox
    init: true
    command: sleep 1000
    stop_grace_period: 0s
    develop: {watch: [{action: sync, path: src, target: /app/src}]}
`;

test('however files are saved, and however soon after each other, the container must have the last', () =>
  withProject({ 'compose.yaml': compose, 'src/file': '0000', 'src/other': '0000' }, async of => {
    const session = of.terminal('--progress', 'plain', 'watch');
    await session.shows('Watch enabled');
    const file = join(of.folder, 'src/file');
    const old = statSync(file);
    let content = 0;
    const next = () => {
      content += 1;
      return `${content}`.padStart(4, '0');
    };
    for (let round = 0; round < rounds; round++) {
      const burst = 1 + (round % 5);
      for (let count = 0; count < burst; count++) {
        const save = ways[Math.floor(Math.random() * ways.length)]!;
        save(file, next(), old.mtime);
        if (round % 3 === 0) writeFileSync(join(of.folder, 'src/other'), next());
        await sleep(Math.random() * 120 * (round % 2));
      }
      await eventually(
        async () =>
          expect(await filesOfContainer(`${of.name}-web-1`, '/app/src'), `round ${round}`).toEqual(
            filesOfHost(join(of.folder, 'src')),
          ),
        5_000,
      );
    }
    session.type('\x03');
    expect(await session.exit).toBe(130);
  }));

/** All of the same size. */
const ways: readonly ((path: string, content: string, old: Date) => void)[] = [
  (path, content) => writeFileSync(path, content),
  (path, content) => {
    writeFileSync(path, '');
    appendFileSync(path, content);
  },
  (path, content) => {
    writeFileSync(`${path}~`, content);
    renameSync(`${path}~`, path);
  },
  // In place, with the time of before, as some tools restore it.
  (path, content, old) => {
    const at = openSync(path, 'r+');
    writeSync(at, content, 0);
    closeSync(at);
    utimesSync(path, old, old);
  },
];
