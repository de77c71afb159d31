import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { testRun } from '../support/test-run.ts';
import { crash, eventually, example, examples, freePort, request } from './support.ts';

interface Job {
  readonly id: string;
  readonly state: 'waiting' | 'done';
  readonly primes?: number;
  readonly worker?: string;
}

const project = `${testRun}-full-stack`;
const port = await freePort();
const url = `http://localhost:${port}`;
const stack = example({
  folder: join(examples, 'full-stack'),
  project,
  environment: { WEB_PORT: String(port), JOB_MILLISECONDS: '50' },
});

describe('the full stack', () => {
  beforeAll(async () => {
    await stack.gantry('up', '-d', '--wait');
  }, 300_000);
  afterAll(() => stack.teardown());

  test('serves the page', async () => {
    const response = await request(url);
    expect(response.status).toBe(200);
    expect(await response.text()).toContain('<h1>Prime counter</h1>');
  });

  test('gives back the result of a job', async () => {
    const { id } = await post({ limit: 1000 });
    expect(await resultOf(id)).toMatchObject({ id, state: 'done', limit: 1000, primes: 168 });
  });

  test('refuses what is no job', async () => {
    const response = await request(`${url}/api/jobs`, { method: 'POST', body: '{"limit":"many"}' });
    expect(response.status).toBe(400);
  });

  test("keeps the page's server from the database", async () => {
    const address = (await stack.container('database')).NetworkSettings.Networks[`${project}_back`]?.IPAddress;
    const connect = (host: string) => ['timeout', '3', 'bash', '-c', `exec 3<>/dev/tcp/${host}/5432`];
    expect(await stack.exitCode('api', connect('database'))).toBe(0);
    expect(await stack.exitCode('api', connect(address!))).toBe(0);
    expect(await stack.exitCode('web', connect('database'))).not.toBe(0);
    expect(await stack.exitCode('web', connect(address!))).not.toBe(0);
  });

  test('hands the password over as a file alone', async () => {
    const { Config } = await stack.container('database');
    expect(Config.Env.join('\n')).not.toContain('only-for-this-example');
    expect(await stack.exitCode('database', ['grep', '-q', 'only-for-this', '/run/secrets/database_password'])).toBe(0);
  });

  test('brings a killed database back with its data', async () => {
    const before = await finishedJob(2000);
    const killed = await stack.container('database');
    await crash(killed);
    const restarted = await eventually(async () => {
      const database = await stack.container('database');
      return database.RestartCount === 1 && database.State.Health?.Status === 'healthy' ? database : undefined;
    }, 60);
    expect(restarted.Id).toBe(killed.Id);
    expect(await resultOf(before.id)).toEqual(before);
    expect(await finishedJob(3000)).toMatchObject({ primes: 430 });
  });

  test('keeps the results from down to up', async () => {
    const before = await finishedJob(4000);
    await stack.gantry('down');
    expect(await stack.remains()).toEqual({ containers: 0, networks: 0, volumes: 1 });
    await stack.gantry('up', '-d', '--wait');
    expect(await resultOf(before.id)).toEqual(before);
  });

  test('leaves nothing after down --volumes', async () => {
    await stack.gantry('down', '--volumes');
    expect(await stack.remains()).toEqual({ containers: 0, networks: 0, volumes: 0 });
  });
});

async function finishedJob(limit: number): Promise<Job> {
  return resultOf((await post({ limit })).id);
}

async function post(body: { limit: number }): Promise<Job> {
  const response = await request(`${url}/api/jobs`, { method: 'POST', body: JSON.stringify(body) });
  expect(response.status).toBe(202);
  return (await response.json()) as Job;
}

/** A job's result, once it has one. */
function resultOf(id: string): Promise<Job> {
  return eventually(async () => {
    const job = (await (await request(`${url}/api/jobs/${id}`)).json()) as Job;
    return job.state === 'done' ? job : undefined;
  });
}
