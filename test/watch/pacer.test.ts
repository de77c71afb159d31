import { expect, test } from 'vitest';
import { createPacer, type Schedule } from '../../src/watch/pacer.ts';

function fakeTime() {
  const timers: { at: number; run: () => void }[] = [];
  let now = 0;
  const schedule: Schedule = (milliseconds, run) => {
    const timer = { at: now + milliseconds, run };
    timers.push(timer);
    return () => timers.splice(timers.indexOf(timer), 1);
  };
  const pass = async (milliseconds: number): Promise<void> => {
    now += milliseconds;
    for (const due of timers.filter(({ at }) => at <= now)) {
      timers.splice(timers.indexOf(due), 1);
      due.run();
    }
    await new Promise(resolve => setImmediate(resolve));
  };
  return { schedule, pass };
}

test('the first change is handled at once, and what comes with it in the same run', async () => {
  const { schedule, pass } = fakeTime();
  let runs = 0;
  const pacer = createPacer(async () => {
    runs += 1;
  }, schedule);
  for (let change = 0; change < 1000; change++) pacer.poke();
  await pass(2);
  expect(runs).toBe(1);
  await pass(1000);
  expect(runs).toBe(1);
});

test('what comes while a run is under way is handled by one run after it', async () => {
  const { schedule, pass } = fakeTime();
  const ends: (() => void)[] = [];
  const pacer = createPacer(() => new Promise(end => ends.push(() => end())), schedule);
  pacer.poke();
  await pass(2);
  pacer.poke();
  pacer.poke();
  await pass(1000);
  expect(ends).toHaveLength(1);
  ends[0]!();
  await pass(0);
  await pass(2);
  expect(ends).toHaveLength(2);
  ends[1]!();
  await pass(1000);
  expect(ends).toHaveLength(2);
});

test('nothing is run after the end', async () => {
  const { schedule, pass } = fakeTime();
  let runs = 0;
  const pacer = createPacer(async () => {
    runs += 1;
  }, schedule);
  pacer.poke();
  pacer.close();
  pacer.poke();
  await pass(100);
  expect(runs).toBe(0);
});

test('a run that has to wait takes what comes meanwhile', async () => {
  const { schedule, pass } = fakeTime();
  let [runs, left] = [0, 250];
  const pacer = createPacer(
    async () => {
      runs += 1;
    },
    schedule,
    () => left,
  );
  pacer.poke();
  await pass(249);
  pacer.poke();
  expect(runs).toBe(0);
  await pass(1);
  expect(runs).toBe(1);
  left = 0;
  pacer.poke();
  await pass(1);
  expect(runs).toBe(2);
});
