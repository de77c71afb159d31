import { readFileSync } from 'node:fs';
import type { Environment } from './endpoint.ts';

export function readFileIfAny(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/** Resolves to what the program printed, whether or not it succeeded; rejects where it can't be started. */
export async function runProgram(
  program: string,
  args: readonly string[],
  { env, stdin }: { env: Environment; stdin: string },
): Promise<{ exitCode: number; stdout: string }> {
  const { spawn } = await import('node:child_process');
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env: { ...env }, stdio: ['pipe', 'pipe', 'ignore'] });
    const output: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
    child.on('error', reject);
    child.on('close', code => resolve({ exitCode: code ?? 1, stdout: Buffer.concat(output).toString() }));
    // A program may end without reading what it was given.
    child.stdin.on('error', () => {});
    child.stdin.end(stdin);
  });
}
