import { expect, test } from 'vitest';
import { replans } from '../../src/operations/watch/replans.ts';
import { virtualClock } from '../support/clock.ts';

/** The project's files as a number, and one who rebuilds as it is told to. */
function session({ adopts = async () => {} }: { adopts?: (read: number) => Promise<void> } = {}) {
  const told: string[] = [];
  const ends: (() => void)[] = [];
  let [files, isBusy] = [0, false];
  const replanning = replans<number>({
    reload: async () => {
      if (files < 0) throw new Error('wrong');
      return files;
    },
    adopt: async (read, giveUp) => {
      told.push(`adopt ${read}`);
      await adopts(read);
      giveUp?.throwIfAborted();
      told.push(`adopted ${read}`);
    },
    building: {
      isBusy: () => isBusy,
      request: () => told.push('begin again'),
      idle: () => new Promise(resolve => ends.push(resolve)),
    },
    onFailure: error => told.push(`${error}`),
    clock: virtualClock(),
    signal: new AbortController().signal,
  });
  return {
    told,
    replanning,
    save: (next: number) => {
      files = next;
      return replanning.changed();
    },
    rebuild: async (act: () => Promise<void>) => {
      isBusy = true;
      await act().finally(() => {
        isBusy = false;
        for (const end of ends.splice(0)) end();
      });
    },
  };
}

const never = new AbortController().signal;

test('what the files say must be carried out once for all that is saved together, and a mistake told of', async () => {
  const { told, save } = session();
  void save(1);
  await save(2);
  await save(-1);
  expect(told).toEqual(['adopt 2', 'adopted 2', 'Error: wrong']);
});

test('what is saved while it is carried out must be carried out after that', async () => {
  const { told, save } = session({
    adopts: async read => {
      if (read === 1) void save(2);
    },
  });
  await save(1);
  expect(told).toEqual(['adopt 1', 'adopted 1', 'adopt 2', 'adopted 2']);
});

test('who rebuilds in the same moment must build what the files say, and carry it out', async () => {
  const { told, save, rebuild, replanning } = session();
  const rebuilding = rebuild(async () => {
    told.push(`build ${await replanning.read()}`);
    told.push(`${await replanning.adopt(never)}`);
  });
  await Promise.all([rebuilding, save(1)]);
  expect(told).toEqual(expect.arrayContaining(['build 1', 'adopt 1', 'adopted 1', 'true']));
  expect(told.filter(what => what === 'adopt 1')).toHaveLength(1);
});

test('what is saved while a rebuild ends must be read for the next one', async () => {
  const { told, save, rebuild, replanning } = session();
  await Promise.all([
    save(1),
    rebuild(async () => {
      await replanning.read();
      await replanning.adopt(never);
      void save(2);
      told.push(`build ${await replanning.read()}`);
      await replanning.adopt(never);
    }),
  ]);
  await replanning.idle();
  expect(told.filter(what => /^(adopt |build)/.test(what))).toEqual(['adopt 1', 'build 2', 'adopt 2']);
});

test('what a rebuild has not carried out must be, whether it fails or is given up', async () => {
  const { told, save, rebuild, replanning } = session();
  const rebuilding = rebuild(async () => {
    await replanning.read();
    const newer = AbortSignal.abort();
    await expect(replanning.adopt(newer)).rejects.toThrow();
    expect(await replanning.read()).toBe(1);
  });
  await Promise.all([rebuilding, save(1)]);
  await replanning.idle();
  expect(told.filter(what => /^adopt/.test(what))).toEqual(['adopt 1', 'adopt 1', 'adopted 1']);
});
