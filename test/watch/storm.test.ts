import { expect, test } from 'vitest';
import { createStorm } from '../../src/watch/storm.ts';

function stormAt(news: number, milliseconds: number) {
  let now = 1_000;
  const storm = createStorm(() => now);
  for (let count = 0; count < news; count++) {
    now += milliseconds;
    storm.news();
  }
  return {
    storm,
    pass: (milliseconds: number) => {
      now += milliseconds;
    },
  };
}

test('few changes, and many at a pace of somebody who saves, are none', () => {
  expect(stormAt(199, 0).storm.remaining()).toBe(0);
  expect(stormAt(1_000, 51).storm.remaining()).toBe(0);
});

test('it is over when nothing has changed for a moment', () => {
  const { storm, pass } = stormAt(200, 1);
  expect(storm.remaining()).toBe(50);
  pass(49);
  expect(storm.remaining()).toBe(1);
  storm.news();
  expect(storm.remaining()).toBe(50);
  pass(50);
  expect(storm.remaining()).toBe(0);
  pass(1);
  storm.news();
  expect(storm.remaining()).toBe(0);
});

test('who never pauses is not waited for without end', () => {
  expect(stormAt(300, 9.9).storm.remaining()).toBeCloseTo(40, 0);
  expect(stormAt(320, 10).storm.remaining()).toBe(0);
});
