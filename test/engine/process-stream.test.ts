import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ProcessStream } from '../../src/engine/engine.ts';
import { processStream } from '../../src/engine/process-stream.ts';

/** Both ends of a connection, the first as `attach` gives it. */
async function withEnds(scenario: (near: ProcessStream, far: Socket) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'gantry-stream-'));
  const path = join(folder, 'socket');
  const server = createServer({ allowHalfOpen: true });
  const accepted = new Promise<Socket>(resolve => server.once('connection', resolve));
  await new Promise<void>(resolve => server.listen(path, resolve));
  const socket = connect(path);
  const far = await accepted;
  try {
    await scenario(processStream(socket, { tty: true }), far);
  } finally {
    socket.destroy();
    far.destroy();
    server.close();
    rmSync(folder, { recursive: true });
  }
}

async function read({ output }: ProcessStream): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const { data } of output) pieces.push(Buffer.from(data));
  return Buffer.concat(pieces);
}

function later(milliseconds: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, milliseconds));
}

test('the input ends, and the output goes on', () =>
  withEnds(async (near, far) => {
    expect(await near.write(Buffer.from('in'))).toBe(true);
    near.end();
    let told = '';
    far.on('data', data => {
      told += data;
    });
    far.on('end', () => far.end(`told ${told}`));
    expect((await read(near)).toString()).toBe('told in');
  }));

test('all output comes, though the process ends without having read its input, and we are slow to read', () =>
  withEnds(async (near, far) => {
    // Of this some is taken, and the rest is in the connection when it is closed.
    const said = Buffer.alloc(400_000, 'x');
    far.pause();
    // More than fits into the connection: it can't be written before the end.
    const written = near.write(Buffer.alloc(5_000_000));
    await new Promise<void>(resolve => far.write(said, () => resolve()));
    far.destroy();
    await later(50);
    expect((await read(near)).length).toBe(said.length);
    expect(await written).toBe(false);
    expect(await near.write(Buffer.from('more'))).toBe(false);
  }));

test('what nobody reads is not taken', () =>
  withEnds(async (near, far) => {
    const all = 20_000_000;
    far.end(Buffer.alloc(all));
    await later(100);
    expect(far.writableLength).toBeGreaterThan(all / 2);
    expect((await read(near)).length).toBe(all);
  }));
