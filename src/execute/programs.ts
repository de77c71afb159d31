import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { configDir, parseConfig } from '../engine/docker-config.ts';
import { readFileIfAny } from '../engine/node-io.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Programs of the machine as providers need them: tests hand in their own. */
export interface Programs {
  /** Path of Docker's CLI plugin `docker-<name>`, else of the program `<name>`; undefined where there is neither. */
  find(name: string, env: Environment): Promise<string | undefined>;
  /** Runs a program to its end; rejects where it can't be started. It is told to end when the signal aborts. */
  run(program: string, args: readonly string[], options: RunOptions): Promise<Ended>;
}

export interface RunOptions {
  readonly env: Environment;
  readonly signal: AbortSignal;
  /** What it writes to its standard output, in whatever pieces it comes. */
  readonly onOutput: (text: string) => void;
}

/** How a program ended, with the end of what it wrote to its standard error. */
export interface Ended {
  /** `exit status 3`, `signal: SIGKILL`; undefined when it succeeded. */
  readonly failure?: string;
  readonly errorOutput: string;
}

export const systemPrograms: Programs = {
  async find(name, env) {
    const onPath = (env.PATH ?? '').split(delimiter).filter(folder => folder !== '');
    const plugins = pluginFolders(env).map(folder => join(folder, `docker-${name}`));
    for (const path of [...plugins, ...onPath.map(folder => join(folder, name))]) {
      for (const file of process.platform === 'win32' ? [`${path}.exe`, path] : [path]) {
        if (await isProgram(file)) return file;
      }
    }
    return undefined;
  },

  async run(program, args, { env, signal, onOutput }) {
    const { spawn } = await import('node:child_process');
    return new Promise((resolve, reject) => {
      const child = spawn(program, args, { env: { ...env }, signal, stdio: ['ignore', 'pipe', 'pipe'] });
      let errorOutput = '';
      child.stdout.setEncoding('utf8').on('data', onOutput);
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        errorOutput = (errorOutput + text).slice(-keptCharacters);
      });
      child.on('error', reject);
      child.on('close', (code, killedBy) => {
        const failure = killedBy === null ? `exit status ${code}` : `signal: ${killedBy}`;
        resolve({ errorOutput, ...(code === 0 ? {} : { failure }) });
      });
    });
  },
};

/** Of standard error. */
const keptCharacters = 4096;

/** Where the docker CLI looks for its plugins, in its order. */
function pluginFolders(env: Environment): string[] {
  const folder = configDir({ env, homeDir: homedir() });
  const config = parseConfig<{ cliPluginsExtraDirs?: string[] }>(join(folder, 'config.json'), readFileIfAny);
  const common = ['/usr/local/lib', '/usr/local/libexec', '/usr/lib', '/usr/libexec'];
  return [
    ...(config?.cliPluginsExtraDirs ?? []),
    join(folder, 'cli-plugins'),
    ...common.map(parent => join(parent, 'docker', 'cli-plugins')),
  ];
}

async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}
