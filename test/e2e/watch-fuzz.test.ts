import {
  appendFileSync,
  chmodSync,
  lstatSync,
  mkdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { engine, eventually, withProject } from './support.ts';
import { filesOfContainer, filesOfHost } from './watched-files.ts';

// By hand: FUZZ_SEEDS=10 FUZZ_OPERATIONS=1000 npx vitest run --project e2e test/e2e/watch-fuzz.test.ts
const seeds = Array.from({ length: Number(process.env.FUZZ_SEEDS ?? 1) }, (_, index) => index + 1);
const operations = Number(process.env.FUZZ_OPERATIONS ?? 150);

const compose = `
services:
  web:
    image: busybox
    init: true
    scale: 2
    command: sleep 1000
    develop: {watch: [{action: sync, path: src, target: /app/src}]}
`;

test.each(seeds)('whatever is done to files while containers are restarted, all end equal: seed %i', seed =>
  withProject({ 'compose.yaml': compose, 'src/a': '' }, async ({ name, folder, terminal }) => {
    const session = terminal('--progress', 'plain', 'watch');
    await session.shows('Watch enabled');
    const random = randomOf(seed);
    const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)]!;
    const path = () => join(folder, 'src', ...Array.from({ length: 1 + Math.floor(random() * 3) }, () => pick(names)));
    const restarts: Promise<unknown>[] = [];
    for (let count = 0; count < operations; count++) {
      attempt(pick(deeds), path(), path(), random);
      if (random() < 0.05) await sleep(random() * 150);
      if (random() < 0.01)
        restarts.push(engine('POST', `/containers/${name}-web-${pick([1, 2])}/restart?t=0`).catch(() => undefined));
    }
    await Promise.all(restarts);
    // A file of the beginning that nothing was done to is not sent: the containers have no image of it.
    writeFileSync(join(folder, 'src/last'), 'x');
    await eventually(async () => {
      for (const container of [`${name}-web-1`, `${name}-web-2`])
        expect(await filesOfContainer(container, '/app/src'), session.screen().slice(-500)).toEqual(
          filesOfHost(join(folder, 'src')),
        );
    });
    session.type('\x03');
    expect(await session.exit).toBe(130);
  }),
);

const names = ['a', 'b', 'c', 'd'];

type Deed = (path: string, other: string, random: () => number) => void;

const write: Deed = (path, _, random) => {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, 'x'.repeat(Math.floor(random() * 5000)));
};

const deeds: readonly Deed[] = [
  write,
  write,
  (path, _, random) => appendFileSync(path, `${random()}`),
  path => truncateSync(path, 1),
  (path, other) => renameSync(path, other),
  path => rmSync(path, { recursive: true }),
  path => mkdirSync(path, { recursive: true }),
  (path, other) => symlinkSync(other.split('/').at(-1)!, path),
  (path, _, random) => {
    if (!lstatSync(path).isSymbolicLink()) chmodSync(path, random() < 0.5 ? 0o755 : 0o700);
  },
];

/** Many deeds are impossible where they are tried. */
function attempt(deed: Deed, path: string, other: string, random: () => number): void {
  try {
    deed(path, other, random);
  } catch {}
}

function randomOf(seed: number): () => number {
  let state = seed * 0x9e3779b9;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
