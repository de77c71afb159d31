import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { testRun } from '../support/test-run.ts';
import { eventually, example, examples, freePort, type Run, request } from './support.ts';

// A copy, since the counter's folder may hold somebody's count.
const folder = await mkdtemp(join(tmpdir(), 'gantry-visits-'));
const port = await freePort();
const visits = example({ folder, project: `${testRun}-visits`, environment: { PORT: String(port) } });

describe('visits', () => {
  let firstUp: Run;

  beforeAll(async () => {
    await cp(join(examples, 'visits'), folder, { recursive: true, filter: path => !path.endsWith('/data') });
    firstUp = await visits.gantry('up', '-d', '--wait');
  }, 300_000);
  afterAll(async () => {
    // The files in it are the container's user's, whom we may not be.
    await visits.exitCode('web', ['rm', '-rf', '/data/visits.db']).catch(() => {});
    await visits.teardown();
    await rm(folder, { recursive: true, force: true });
  });

  test('says that `version` is obsolete and goes on', () => {
    expect(firstUp.stderr).toMatch(/`version` is obsolete/);
  });

  test('counts visitors', async () => {
    const first = await visit();
    expect(await visit()).toBeGreaterThan(first);
  });

  test('goes on counting after down and up', async () => {
    await visit();
    const before = await visit();
    await visits.gantry('down');
    expect(await visits.remains()).toEqual({ containers: 0, networks: 0, volumes: 0 });
    await visits.gantry('up', '-d', '--wait');
    expect(await visit()).toBeGreaterThan(before);
  });
});

/** The number that the page gives. A request whose answer was lost has been counted, so the next number may not be +1. */
function visit(): Promise<number> {
  return eventually(async () => {
    const response = await request(`http://localhost:${port}`);
    const text = await response.text();
    return Number(/^You are visitor number (\d+)\.$/m.exec(text)?.[1] ?? Number.NaN);
  });
}
