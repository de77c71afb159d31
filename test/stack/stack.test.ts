import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { ExplainedError, up } from '../../src/index.ts';
import { gantryLabel, label } from '../../src/model/labels.ts';
import { removeLeftovers, StackError, stackFixture, stackSetup, startStack } from '../../src/vitest.ts';
import { project } from '../support/builders.ts';
import { fakeEngine } from '../support/fake-engine.ts';

const folder = mkdtempSync(join(tmpdir(), 'gantry-stack-'));
afterAll(() => rmSync(folder, { recursive: true }));
writeFileSync(
  join(folder, 'compose.yaml'),
  `
name: shop
services:
  web: { image: busybox, ports: ["8080:80"], depends_on: [db] }
  db: { image: busybox, container_name: shop-db, volumes: ["data:/data"] }
volumes: { data: { name: precious } }
`,
);
const here = { cwd: folder, env: {} };

describe('a stack', () => {
  test('must have a name of its own each time, and remove its own things alone', async () => {
    const engine = fakeEngine();
    await engine.createVolume({ Name: 'precious' });
    await up(project({ name: 'shop', services: { db: {} } }), { engine });
    const before = [engine.containers.size, engine.volumeNames()];
    {
      await using one = await startStack({ ...here, engine });
      await using other = await startStack({ ...here, engine, name: 'other' });
      expect(one.name).toMatch(/^shop-[0-9a-f]{10}$/);
      expect(other.name).toMatch(/^other-[0-9a-f]{10}$/);
      expect(engine.containers.size).toBe(5);
      await one.stop();
      await one.stop();
      expect(engine.containers.size).toBe(3);
    }
    expect([engine.containers.size, engine.volumeNames()]).toEqual(before);
  });

  test('must know its services, and say so of others', async () => {
    await using stack = await startStack({ ...here, engine: fakeEngine(), services: ['db'] });
    expect(stack.service('db').containers).toMatchObject([{ service: 'db', state: 'running' }]);
    expect((await stack.service('db').exec(['ls'])).stdout).toBe('ls\n');
    // @ts-expect-error It was not asked for.
    expect(() => stack.service('web')).toThrow('no such service: web');
    expect(() => stack.service('db').port(80)).toThrow('no port 80/tcp of db is published: none');
  });

  test('that does not start must say why, with what its containers wrote, and be gone', async () => {
    const engine = fakeEngine({ behaviours: { db: { exitCode: 3 } } });
    const starting = startStack({ ...here, engine });
    await expect(starting).rejects.toBeInstanceOf(StackError);
    await expect(starting).rejects.toBeInstanceOf(ExplainedError);
    await expect(starting).rejects.toMatchObject({ reports: [{ service: 'db', exitCode: 3 }] });
    await expect(starting).rejects.toThrow(/exit/);
    expect([engine.containers.size, engine.volumeNames()]).toEqual([0, []]);
  });

  test('that is called off must be gone', async () => {
    const calling = new AbortController();
    const engine = fakeEngine({ onCall: method => (method === 'startContainer' ? calling.abort() : undefined) });
    await expect(startStack({ ...here, engine, signal: calling.signal })).rejects.toMatchObject({
      code: 'interrupted',
    });
    expect([engine.containers.size, engine.volumeNames()]).toEqual([0, []]);
  });

  test('must be there while a fixture is used, whatever becomes of the test', async () => {
    const engine = fakeEngine();
    const using = stackFixture({ ...here, engine })({}, async stack => {
      expect(stack.service('web').containers).toHaveLength(1);
      throw new Error('the test fails');
    });
    await expect(using).rejects.toThrow('the test fails');
    expect(engine.containers.size).toBe(0);
  });

  test('must be there from set-up to tear-down, with the values that it provides', async () => {
    const engine = fakeEngine();
    const provided: unknown[] = [];
    const provide = (...entry: unknown[]) => provided.push(entry);
    const tearDown = await stackSetup({ ...here, engine }, ({ name }) => ({ name }))({ provide });
    expect(provided).toEqual([['name', expect.stringMatching(/^shop-/)]]);
    expect(engine.containers.size).toBe(2);
    await tearDown();
    expect(engine.containers.size).toBe(0);
    const failing = stackSetup({ ...here, engine }, () => {
      throw new Error('no value');
    });
    await expect(failing({ provide })).rejects.toThrow('no value');
    expect(engine.containers.size).toBe(0);
  });
});

describe('what a killed process left', () => {
  const dead = { isAlive: () => false };

  test('must be removed when that process is dead, and by no doubt', async () => {
    const engine = fakeEngine();
    const { name } = await startStack({ ...here, engine });
    expect(await removeLeftovers({ engine })).toEqual([]);
    expect(await removeLeftovers({ engine, self: { isAlive: () => undefined } })).toEqual([]);
    expect(engine.containers.size).toBe(2);
    expect(await removeLeftovers({ engine, self: dead })).toEqual([name]);
    expect([engine.containers.size, engine.volumeNames()]).toEqual([0, []]);
  });

  test('must be told from projects that have only copied its labels', async () => {
    const engine = fakeEngine();
    await using stack = await startStack({ ...here, engine });
    const { web } = stack.project.services;
    await up(project({ name: 'copy', services: { web: { labels: web?.labels ?? {} } } }), { engine });
    await up(project({ name: 'plain', services: { web: {} } }), { engine });
    expect(await removeLeftovers({ engine, self: dead })).toEqual([stack.name]);
    const left = [...engine.containers.values()].map(({ body }) => body.Labels?.[label.project]).sort();
    expect(left).toEqual(['copy', 'plain']);
  });

  test('must be found by its network alone', async () => {
    const engine = fakeEngine();
    const { name } = await startStack({ ...here, engine });
    for (const { id } of [...engine.containers.values()]) await engine.removeContainer(id, { force: true });
    expect((await engine.listNetworks({ labels: [`${gantryLabel.stack}=${name}`] })).length).toBe(1);
    expect(await removeLeftovers({ engine, self: dead })).toEqual([name]);
    expect(await engine.listNetworks({ labels: [gantryLabel.stack] })).toEqual([]);
  });
});
