import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rename, rm, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { UsageError } from './usage-error.ts';

/** Says where an archive can't be written, before anything is asked of the engine. */
export async function checkOutput(path: string, cwd: string): Promise<void> {
  const whole = resolve(cwd, path);
  const parent = dirname(whole);
  if (!(await stat(parent).catch(() => undefined)))
    throw new UsageError(
      `failed to export container: invalid output path: directory ${JSON.stringify(parent)} does not exist`,
    );
  if ((await stat(whole).catch(() => undefined))?.isDirectory()) throw new UsageError('cannot write to a directory');
}

/** Writes the file whole or not at all: one that was there stays until the new one is done. Only its owner reads it. */
export async function writeOutput(path: string, cwd: string, tar: AsyncIterable<Buffer>): Promise<void> {
  const whole = resolve(cwd, path);
  const found = await stat(whole).catch(() => undefined);
  if (found && !found.isFile()) return await pipeline(Readable.from(tar), createWriteStream(whole));
  const unfinished = `${whole}.${randomUUID()}`;
  try {
    await pipeline(Readable.from(tar), createWriteStream(unfinished, { mode: 0o600 }));
    await rename(unfinished, whole);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}
