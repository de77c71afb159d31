import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { pack } from 'tar-stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { EngineEvent } from '../../src/engine/api.ts';
import type { Engine, OutputChunk } from '../../src/engine/engine.ts';
import { EngineError, isNotFound } from '../../src/engine/engine-error.ts';
import { testRun } from '../support/test-run.ts';

export interface ContractOptions {
  readonly connect: () => Engine;
  /** An image that the engine has, with a shell in it. */
  readonly image: string;
  /** Whether containers run their commands, so that there are logs, exit codes and builds. */
  readonly runsCommands: boolean;
}

/** What every `Engine` must do, the adapter over dockerode as well as the fake of the tests. */
export function engineContract(name: string, { connect, image, runsCommands }: ContractOptions): void {
  describe(`the contract of ${name}`, () => {
    const run = `${testRun}-contract-${randomBytes(4).toString('hex')}`;
    const label = { 'test.contract': run };
    const labels = [`test.contract=${run}`];
    let engine: Engine;

    beforeAll(() => {
      engine = connect();
    });

    afterAll(async () => {
      for (const { Id } of await engine.listContainers({ labels })) {
        await engine.removeContainer(Id, { force: true, volumes: true });
      }
      for (const { Id } of await engine.listNetworks({ labels })) await engine.removeNetwork(Id);
      for (const { Name } of await engine.listVolumes({ labels })) await engine.removeVolume(Name, { force: true });
      for (const { Id } of await engine.listImages({ labels })) await engine.removeImage(Id, { force: true });
    });

    /** A container that ends at once when it is asked to. */
    async function create(suffix: string, command: readonly string[] = ['sleep', '600'], tty = false): Promise<string> {
      const { Id } = await engine.createContainer(`${run}-${suffix}`, {
        Image: image,
        Cmd: command,
        Labels: label,
        StopSignal: 'SIGKILL',
        Tty: tty,
        HostConfig: { NetworkMode: 'none' },
      });
      return Id;
    }

    test('says which version it speaks', async () => {
      const { ApiVersion } = await engine.version();
      const [ours, theirs] = [await engine.apiVersion(), ApiVersion].map(version => Number(version.split('.')[1]));
      expect(ours).toBeLessThanOrEqual(theirs!);
      expect(ours).toBeGreaterThanOrEqual(41);
    });

    describe('containers', () => {
      test('are created, found by label and by name, and inspected', async () => {
        const id = await create('found');
        expect((await engine.listContainers({ labels })).map(({ Id }) => Id)).toContain(id);
        expect((await engine.listContainers({ names: [`${run}-found`] })).map(({ Names }) => Names)).toEqual([
          [`/${run}-found`],
        ]);
        const inspected = await engine.inspectContainer(id);
        expect(inspected.Name).toBe(`/${run}-found`);
        expect(inspected.State.Status).toBe('created');
        expect(inspected.Config.Labels).toMatchObject(label);
        expect(inspected.Image).toBe((await engine.inspectImage(image)).Id);
      });

      test('are not listed under a label that they lack', async () => {
        await create('unlisted');
        expect(await engine.listContainers({ labels: [...labels, 'test.other'] })).toEqual([]);
      });

      test('start, stop and start again; to start or to stop twice is no mistake', async () => {
        const id = await create('turns');
        await engine.startContainer(id);
        await engine.startContainer(id);
        expect((await engine.inspectContainer(id)).State.Running).toBe(true);
        await engine.stopContainer(id, { timeoutSeconds: 1 });
        await engine.stopContainer(id);
        expect((await engine.inspectContainer(id)).State.Status).toBe('exited');
      });

      test('are waited for until they stop running', async () => {
        const id = await create('waited');
        await engine.startContainer(id);
        const ended = engine.waitContainer(id);
        await engine.killContainer(id, { signal: 'SIGKILL' });
        expect((await ended).StatusCode).toBe(137);
      });

      test('need not be waited for to the end', async () => {
        const id = await create('unwaited');
        await engine.startContainer(id);
        const stop = new AbortController();
        const ended = engine.waitContainer(id, { signal: stop.signal });
        stop.abort();
        await expect(ended).rejects.toHaveProperty('name', 'AbortError');
      });

      test('are renamed', async () => {
        const id = await create('before');
        await engine.renameContainer(id, `${run}-after`);
        expect((await engine.inspectContainer(id)).Name).toBe(`/${run}-after`);
      });

      test('take files', async () => {
        const id = await create('archive');
        await expect(engine.putArchive(id, '/', await tarOf({ 'greeting.txt': 'hello' }))).resolves.toBeUndefined();
        await expect(engine.putArchive(id, '/nowhere', await tarOf({ a: '' }))).rejects.toBeInstanceOf(EngineError);
      });

      test('are gone when removed, and say so', async () => {
        const id = await create('removed');
        await engine.startContainer(id);
        await expect(engine.removeContainer(id)).rejects.toMatchObject({ kind: expect.stringMatching(/conflict/) });
        await engine.removeContainer(id, { force: true, volumes: true });
        const missing = await engine.inspectContainer(id).catch(error => error);
        expect(isNotFound(missing)).toBe(true);
        expect(missing.message).toBe(`No such container: ${id}`);
      });

      test('of one name are a conflict', async () => {
        await create('twice');
        await expect(create('twice')).rejects.toMatchObject({ kind: 'conflict', status: 409 });
      });

      test('of an unknown image are not found', async () => {
        const body = { Image: `${run}:none`, HostConfig: {} };
        await expect(engine.createContainer(`${run}-none`, body)).rejects.toMatchObject({ kind: 'not-found' });
      });
    });

    describe.runIf(runsCommands)('output', () => {
      const speak = ['sh', '-c', 'echo one; sleep 0.2; echo two >&2; sleep 0.2; echo three'];

      test('comes in order, each stream by its name', async () => {
        const id = await create('speaks', speak);
        await engine.startContainer(id);
        expect(await textOf(engine.logs(id, { tty: false, follow: true }))).toEqual([
          'stdout one\n',
          'stderr two\n',
          'stdout three\n',
        ]);
      });

      test('is cut to its tail', async () => {
        const id = await create('tail', speak);
        await engine.startContainer(id);
        await engine.waitContainer(id);
        expect(await textOf(engine.logs(id, { tty: false, tail: '1' }))).toEqual(['stdout three\n']);
        expect(await textOf(engine.logs(id, { tty: false, since: '10m', until: '5m' }))).toEqual([]);
      });

      test('of a terminal is one stream', async () => {
        const id = await create('terminal', ['sh', '-c', 'echo one; echo two >&2'], true);
        await engine.startContainer(id);
        const parts = await textOf(engine.logs(id, { tty: true, follow: true }));
        expect(parts.map(part => part.replace('stdout ', '')).join('')).toBe('one\r\ntwo\r\n');
      });

      test('that looks like JSON is text all the same', async () => {
        const id = await create('json', ['echo', '{"a":1}']);
        await engine.startContainer(id);
        await engine.waitContainer(id);
        expect(await textOf(engine.logs(id, { tty: false }))).toEqual(['stdout {"a":1}\n']);
      });

      test('is followed until the signal, which ends it quietly', async () => {
        const id = await create('followed', ['sh', '-c', 'echo ready; sleep 600']);
        await engine.startContainer(id);
        const stop = new AbortController();
        const seen: string[] = [];
        for await (const { data } of engine.logs(id, { tty: false, follow: true, signal: stop.signal })) {
          seen.push(data.toString());
          stop.abort();
        }
        expect(seen).toEqual(['ready\n']);
      });
    });

    describe.runIf(runsCommands)('commands in containers', () => {
      async function run(
        command: readonly string[],
        tty = false,
      ): Promise<{ output: string[]; exitCode: number | null }> {
        const id = await create(`exec-${randomBytes(3).toString('hex')}`);
        await engine.startContainer(id);
        const output = { AttachStdout: true, AttachStderr: true, Tty: tty };
        const { Id } = await engine.createExec(id, { Cmd: command, Env: ['GREETING=hello'], ...output });
        const parts = await textOf(engine.startExec(Id, { tty }));
        const { ExitCode, Running } = await engine.inspectExec(Id);
        expect(Running).toBe(false);
        return { output: parts, exitCode: ExitCode };
      }

      test('give their output, each stream by its name, and their exit code', async () => {
        const command = ['sh', '-c', 'echo $GREETING; sleep 0.2; echo no >&2; exit 7'];
        expect(await run(command)).toEqual({ output: ['stdout hello\n', 'stderr no\n'], exitCode: 7 });
      });

      test('with a terminal have one stream', async () => {
        const { output, exitCode } = await run(['sh', '-c', 'echo one; echo two >&2'], true);
        expect(output.map(part => part.replace('stdout ', '')).join('')).toBe('one\r\ntwo\r\n');
        expect(exitCode).toBe(0);
      });

      test('need a container that runs', async () => {
        const id = await create('exec-idle');
        await expect(engine.createExec(id, { Cmd: ['true'] })).rejects.toMatchObject({ kind: 'conflict' });
      });
    });

    describe('networks', () => {
      test('are created, listed, inspected, and removed', async () => {
        const { Id } = await engine.createNetwork({ Name: `${run}-net`, Labels: label });
        expect((await engine.listNetworks({ labels })).map(({ Name }) => Name)).toEqual([`${run}-net`]);
        expect(await engine.inspectNetwork(`${run}-net`)).toMatchObject({ Id, Driver: 'bridge', Labels: label });
        await engine.removeNetwork(Id);
        expect(isNotFound(await engine.inspectNetwork(Id).catch(error => error))).toBe(true);
      });

      test('of one name are a conflict', async () => {
        const { Id } = await engine.createNetwork({ Name: `${run}-same`, Labels: label });
        await expect(engine.createNetwork({ Name: `${run}-same`, Labels: label })).rejects.toMatchObject({
          kind: 'conflict',
        });
        await engine.removeNetwork(Id);
      });

      test('are joined and left', async () => {
        const network = await engine.createNetwork({ Name: `${run}-joined`, Labels: label });
        const { Id } = await engine.createContainer(`${run}-joiner`, {
          Image: image,
          Cmd: ['sleep', '600'],
          Labels: label,
          HostConfig: {},
        });
        await engine.connectNetwork(network.Id, Id, { Aliases: ['friend'] });
        const joined = (await engine.inspectContainer(Id)).NetworkSettings.Networks[`${run}-joined`];
        expect(joined?.Aliases).toContain('friend');
        await engine.disconnectNetwork(network.Id, Id, { force: true });
        expect(Object.keys((await engine.inspectContainer(Id)).NetworkSettings.Networks)).not.toContain(
          `${run}-joined`,
        );
      });
    });

    test('volumes are created, listed, inspected, and removed', async () => {
      const name = `${run}-volume`;
      expect(await engine.createVolume({ Name: name, Labels: label })).toMatchObject({ Name: name, Driver: 'local' });
      expect((await engine.listVolumes({ labels })).map(({ Name }) => Name)).toEqual([name]);
      expect((await engine.listVolumes({ names: [name] })).map(({ Name }) => Name)).toEqual([name]);
      expect(await engine.inspectVolume(name)).toMatchObject({ Name: name, Labels: label });
      await engine.removeVolume(name);
      expect(isNotFound(await engine.inspectVolume(name).catch(error => error))).toBe(true);
    });

    describe('images', () => {
      test('are inspected and listed', async () => {
        const { Id, Os } = await engine.inspectImage(image);
        expect(Os).toBe('linux');
        expect((await engine.listImages({ names: [image] })).map(found => found.Id)).toEqual([Id]);
      });

      test('that are unknown are not found', async () => {
        expect(isNotFound(await engine.inspectImage(`${run}/none:1`).catch(error => error))).toBe(true);
        expect(isNotFound(await engine.removeImage(`${run}/none:1`).catch(error => error))).toBe(true);
      });

      test('that no registry has are not pulled', async () => {
        await expect(engine.pullImage(`localhost:1/${run}/none:1`)).rejects.toBeInstanceOf(EngineError);
      });
    });

    describe.runIf(runsCommands)('builds', () => {
      const build = async (dockerfile: string, onOutput: (line: string) => void = () => {}) =>
        engine.buildImage({
          context: Readable.from([await tarOf({ Dockerfile: dockerfile, 'greeting.txt': 'hello' })]),
          dockerfile: 'Dockerfile',
          tags: [`${run}:built`, `${run}:again`],
          labels: label,
          args: { NAME: 'you' },
          // A cached step says nothing.
          noCache: true,
          onOutput,
        });

      test('give an image with its tags and labels, and tell of it', async () => {
        const output: string[] = [];
        const { imageId } = await build(
          `FROM ${image}\nARG NAME=me\nCOPY greeting.txt /\nRUN echo "$(cat /greeting.txt) $NAME"\n`,
          line => output.push(line),
        );
        expect(imageId).toMatch(/^sha256:[0-9a-f]{64}$/);
        const built = await engine.inspectImage(`${run}:again`);
        expect(built.Id).toBe(imageId);
        expect(built.Config?.Labels).toMatchObject(label);
        expect(output.some(line => /(^|[0-9] )hello you$/.test(line))).toBe(true);
      });

      test('that fail say why', async () => {
        await expect(build(`FROM ${image}\nRUN exit 7\n`)).rejects.toMatchObject({
          name: 'EngineError',
          message: expect.stringMatching(/^(failed to solve: |The command ).*7$/),
        });
      });
    });

    test('events tell what happens from now on, until the signal', async () => {
      const stop = new AbortController();
      const seen: string[] = [];
      const watching = collect(
        engine.events({ labels, since: Math.floor(Date.now() / 1000), signal: stop.signal }),
        event => {
          const ours = event.Type === 'container' && event.Actor.Attributes.name === `${run}-told`;
          if (ours) seen.push(event.Action);
          if (ours && event.Action === 'start') stop.abort();
        },
      );
      const id = await create('told');
      await engine.startContainer(id);
      await watching;
      expect(seen.filter(action => action === 'create' || action === 'start')).toEqual(['create', 'start']);
    });
  });
}

async function collect(events: AsyncIterable<EngineEvent>, onEvent: (event: EngineEvent) => void): Promise<void> {
  for await (const event of events) onEvent(event);
}

async function textOf(output: AsyncIterable<OutputChunk>): Promise<string[]> {
  const parts: string[] = [];
  for await (const { stream, data } of output) parts.push(`${stream} ${data}`);
  return parts;
}

async function tarOf(files: Readonly<Record<string, string>>): Promise<Buffer> {
  const tar = pack();
  for (const [name, text] of Object.entries(files)) tar.entry({ name }, text);
  tar.finalize();
  const pieces: Buffer[] = [];
  for await (const piece of tar) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}
