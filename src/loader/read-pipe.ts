import { constants, type FileHandle, open } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';

/**
 * The text that comes through a named pipe, such as a shell's `<(…)`. Opening one the usual way waits for a writer
 * for ever; here a pipe that nobody has begun to write to within a second is empty.
 */
export async function readPipe(path: string): Promise<string> {
  const pipe = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    return await readAll(pipe);
  } finally {
    await pipe.close();
  }
}

const patience = { pauses: 20, milliseconds: 50 };

async function readAll(pipe: FileHandle): Promise<string> {
  const chunks: Uint8Array[] = [];
  for (let pauses = 0; pauses < patience.pauses; ) {
    const chunk = await readSome(pipe);
    if (chunk === 'not yet') {
      await pause(patience.milliseconds);
    } else if (chunk.length > 0) {
      chunks.push(chunk);
    } else if (chunks.length > 0) {
      break;
    } else {
      pauses += 1;
      await pause(patience.milliseconds);
    }
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Nothing at all at the end of what was written, and while there is no writer; 'not yet' while one is at it. */
async function readSome(pipe: FileHandle): Promise<Uint8Array | 'not yet'> {
  const buffer = Buffer.alloc(65_536);
  try {
    const { bytesRead } = await pipe.read(buffer);
    return buffer.subarray(0, bytesRead);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EAGAIN') return 'not yet';
    throw error;
  }
}
