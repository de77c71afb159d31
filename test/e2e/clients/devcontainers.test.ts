import { join, resolve } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { engine, type Outcome, resourcesOf, run, statesOf, type TestProject, withProject } from '../support.ts';
import { gantryForDocker } from './docker.ts';

// The devcontainer CLI, as it is, on a project of compose files. It reads what `config` prints, writes files of its own
// for `build` and `up`, and finds the container and these files again by labels.

const cli = resolve(import.meta.dirname, '../../../node_modules/@devcontainers/cli/devcontainer.js');

const files = {
  '.devcontainer/devcontainer.json': JSON.stringify({
    dockerComposeFile: ['../compose.yaml', 'compose.extra.yaml'],
    service: 'app',
    runServices: ['app', 'db'],
    workspaceFolder: '/workspace',
    containerEnv: { FROM_DEVCONTAINER: "a $b 'c'" },
    remoteEnv: { REMOTE: 'far' },
    mounts: ['source=cache,target=/cache,type=volume'],
    capAdd: ['SYS_PTRACE'],
    postCreateCommand: 'echo "created by $REMOTE" > /created',
  }),
  'compose.yaml': `
services:
  app:
    build: { context: ., args: { WORD: built } }
    depends_on: [db]
  db: { image: busybox, command: sleep 1000, init: true }
  other: { image: busybox, command: sleep 1000, init: true }
`,
  '.devcontainer/compose.extra.yaml': `
services:
  app:
    volumes: [".:/workspace"]
    environment: { EXTRA: "$$dollar" }
    command: sleep infinity
`,
  Dockerfile: 'FROM busybox\nARG WORD\nRUN echo $WORD > /word\n',
};

let env: NodeJS.ProcessEnv;
beforeAll(() => {
  env = gantryForDocker();
});

async function devcontainer({ name, folder }: TestProject, command: string, ...args: string[]): Promise<Outcome> {
  const folders = ['--workspace-folder', folder, '--user-data-folder', join(folder, 'data')];
  const line = [process.execPath, cli, command, ...folders, ...args];
  return await run(line, folder, { ...env, COMPOSE_PROJECT_NAME: name });
}

test('a development container is made, used, and found again', async () => {
  await withProject(files, async project => {
    const first = await devcontainer(project, 'up');
    expect(first).toMatchObject({ exitCode: 0 });
    const { outcome, containerId, composeProjectName } = JSON.parse(first.stdout);
    expect({ outcome, composeProjectName }).toEqual({ outcome: 'success', composeProjectName: project.name });
    expect(await statesOf(project.name)).toEqual(['app-1 running', 'db-1 running']);
    const { containers, volumes } = await resourcesOf(project.name);
    expect(containers[0]!.id).toBe(containerId);
    expect(volumes).toEqual([{ name: `${project.name}_cache` }]);
    const { HostConfig } = await engine<{ HostConfig: { CapAdd: string[] } }>('GET', `/containers/${containerId}/json`);
    expect(HostConfig.CapAdd.map(name => name.replace(/^CAP_/, ''))).toEqual(['SYS_PTRACE']);

    const script = 'echo "$FROM_DEVCONTAINER $EXTRA"; pwd; cat /word /created; ls compose.yaml';
    const executed = await devcontainer(project, 'exec', 'sh', '-c', script);
    expect(executed).toMatchObject({
      exitCode: 0,
      stdout: "a $b 'c' $dollar\n/workspace\nbuilt\ncreated by far\ncompose.yaml\n",
    });
    expect(await devcontainer(project, 'exec', 'sh', '-c', 'exit 5')).toMatchObject({ exitCode: 5 });

    await engine('POST', `/containers/${containerId}/kill`);
    const again = await devcontainer(project, 'up');
    expect(JSON.parse(again.stdout)).toMatchObject({ outcome: 'success', containerId });
    expect(await statesOf(project.name)).toEqual(['app-1 running', 'db-1 running']);
  });
});
