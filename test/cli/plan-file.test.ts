import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type PlanFile, readPlanFile, writePlanFile } from '../../src/cli/plan-file.ts';
import { testWorld } from './world.ts';

const content: Omit<PlanFile, 'kind' | 'version'> = {
  cwd: '/project',
  globals: {
    files: ['compose.yaml'],
    envFiles: [],
    profiles: [],
    allResources: false,
    compatibility: false,
    projectName: 'p',
    projectDirectory: '/p',
    composeVersion: '5',
  },
  services: ['api'],
  noDeps: false,
  yes: true,
  options: { forceRecreate: true },
  plan: { model: {}, observed: {}, operations: [] },
};

let cwd = '';
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'plan-file-'));
});
afterEach(() => rmSync(cwd, { recursive: true, force: true }));

describe('a plan file', () => {
  test('is read as it was written, by its owner alone, and leaves nothing beside it', () => {
    const { world } = testWorld({ cwd });
    writePlanFile('plan.json', content, world);
    expect(readPlanFile('plan.json', world)).toEqual({ kind: 'gantry-plan', version: 1, ...content });
    expect(statSync(join(cwd, 'plan.json')).mode & 0o777).toBe(0o600);
    writePlanFile('plan.json', { ...content, yes: false }, world);
    expect(readPlanFile('plan.json', world).yes).toBe(false);
    expect(readdirSync(cwd)).toEqual(['plan.json']);
  });

  test('that can’t be written is told, and leaves nothing', () => {
    const { world } = testWorld({ cwd });
    expect(() => writePlanFile('none/plan.json', content, world)).toThrow(/^cannot write none\/plan\.json: ENOENT/);
    expect(readdirSync(cwd)).toEqual([]);
  });

  test.each([
    ['no JSON', 'services: {}', 'plan.json is not a plan'],
    ['another JSON', '{"services": {}}', 'plan.json is not a plan'],
    ['null', 'null', 'plan.json is not a plan'],
    ['a list', '[]', 'plan.json is not a plan'],
    ['another version', '{"kind": "gantry-plan", "version": 2}', 'plan.json is a plan of another version of gantry'],
    ['half of one', '{"kind": "gantry-plan", "version": 1}', 'plan.json is a plan of which parts are missing'],
    [
      'one without its operations',
      JSON.stringify({ kind: 'gantry-plan', version: 1, ...content, plan: { model: {}, observed: {} } }),
      'plan.json is a plan of which parts are missing',
    ],
  ])('%s is refused', (_, text, message) => {
    writeFileSync(join(cwd, 'plan.json'), text);
    expect(() => readPlanFile('plan.json', testWorld({ cwd }).world)).toThrow(message);
  });

  test('that isn’t there is told', () => {
    expect(() => readPlanFile('plan.json', testWorld({ cwd }).world)).toThrow(/^cannot read plan\.json: ENOENT/);
  });
});
