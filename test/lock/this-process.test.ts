import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { hostname } from 'node:os';
import { expect, test } from 'vitest';
import type { Holder } from '../../src/lock/holder.ts';
import { thisProcess } from '../../src/lock/this-process.ts';

const self = thisProcess();

function holder(more: Partial<Holder>): Holder {
  const { host, machine, pid, began } = self;
  return { token: self.newToken(), command: 'up', host, machine, pid, began, since: 0, ...more };
}

test('a process tells who it is, with another token at every claim', () => {
  expect(self).toMatchObject({ host: hostname(), pid: process.pid });
  expect(self.machine).toContain(hostname());
  expect(self.newToken()).not.toBe(self.newToken());
});

test('itself is alive', () => {
  expect(self.isAlive(holder({}))).toBe(process.platform === 'linux' ? true : undefined);
});

test('nothing can be told of another machine', () => {
  expect(self.isAlive(holder({ machine: 'another' }))).toBeUndefined();
});

test('one that has ended is dead', async () => {
  const child = spawn(process.execPath, ['-e', '']);
  await once(child, 'close');
  expect(self.isAlive(holder({ pid: child.pid! }))).toBe(false);
});

test.runIf(process.platform === 'linux')('one that has the id of one that ended is another', () => {
  expect(self.isAlive(holder({ began: '1' }))).toBe(false);
});

test.runIf(process.platform === 'linux')('one that has ended and that nobody has waited for is dead', async () => {
  // The shell's child ends when the shell has become a program that waits for nobody.
  const shell = spawn('sh', ['-c', 'sleep 0.1 & echo $!; exec sleep 60']);
  const [line] = await once(shell.stdout, 'data');
  const pid = Number(String(line));
  try {
    while (self.isAlive(holder({ pid, began: '' })) === undefined && !isZombie(pid))
      await new Promise(next => setTimeout(next, 10));
    expect(self.isAlive(holder({ pid }))).toBe(false);
  } finally {
    shell.kill();
  }
});

function isZombie(pid: number): boolean {
  return / Z /.test(process.getBuiltinModule('node:fs').readFileSync(`/proc/${pid}/stat`, 'utf8'));
}
