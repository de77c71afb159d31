import { ComposeError } from '../diagnostics/errors.ts';
import type { ProgressEvent } from '../events/event.ts';
import type { Provision } from '../model/provision.ts';
import type { Service } from '../model/service.ts';
import type { Operation, ProviderAction } from '../plan/operation.ts';
import type { Run } from './context.ts';
import { jsonObjects } from './json-objects.ts';
import type { Outcome } from './outcome.ts';
import { type Environment, type Programs, systemPrograms } from './programs.ts';
import { optionsFor, type ProviderMetadata, parseMetadata } from './provider-metadata.ts';

type RunProvider = Extract<Operation, { type: 'run-provider' }>;
type Running = Pick<Run, 'project' | 'programs' | 'signal' | 'emit' | 'provisions'>;

/**
 * Runs `<program> compose --project-name=<project> <action> [--option=value …] <service>`, which tells what it does by
 * JSON messages on its standard output.
 */
export async function runProvider({ service, action }: RunProvider, run: Running): Promise<Outcome> {
  const program = await findProvider(service, run);
  const metadata = await metadataOf(program, run);
  if (action === 'stop' && !metadata?.stop) return 'told';
  const options = optionsFor(service, metadata, action);
  const args = ['compose', `--project-name=${run.project.name}`, action, ...options, service.name];
  if (action === 'stop') run.emit(progress(service, 'Working', 'Stopping'));
  const provision = await converse(program, args, { service, action, run });
  if (action === 'up') run.provisions?.set(service.name, provision);
  if (action === 'stop') run.emit(progress(service, 'Done', 'Stopped'));
  return undefined;
}

/** Path of the program. Throws where there is none. */
export async function findProvider(
  { name, provider }: Service,
  { project, programs = systemPrograms }: { readonly project: Run['project']; readonly programs?: Programs },
): Promise<string> {
  const type = provider?.type ?? '';
  if (type === 'compose') throw new ComposeError('no-such-provider', "'compose' is not a valid provider type");
  const found = await programs.find(type, project.environment);
  if (found !== undefined) return found;
  throw new ComposeError('no-such-provider', `exec: ${JSON.stringify(type)}: executable file not found in $PATH`, {
    hint: `service ${name} is provided by the Docker CLI plugin docker-${type}, or a program ${type} on the PATH: install it`,
  });
}

/** What the program says of itself; many say nothing. */
async function metadataOf(program: string, run: Running): Promise<ProviderMetadata | undefined> {
  const { programs = systemPrograms, signal } = run;
  let text = '';
  const onOutput = (piece: string): void => {
    text += piece;
  };
  try {
    const { failure } = await programs.run(program, ['compose', 'metadata'], {
      env: environmentOf(run),
      signal,
      onOutput,
    });
    return failure === undefined ? parseMetadata(text) : undefined;
  } catch (error) {
    if (signal.aborted) throw error;
    return undefined;
  }
}

interface Conversing {
  readonly service: Service;
  readonly action: ProviderAction;
  readonly run: Running;
}

async function converse(program: string, args: readonly string[], { service, action, run }: Conversing) {
  const { programs = systemPrograms, signal, emit } = run;
  const over = new AbortController();
  const provision = { prefixed: {}, raw: {} };
  const objects = jsonObjects();
  let mistake: unknown;
  const onOutput = (piece: string): void => {
    if (mistake !== undefined) return;
    try {
      for (const message of objects.next(piece)) hear(message, { service, emit, provision });
    } catch (error) {
      mistake = error instanceof ComposeError ? error : unreadable(service);
      over.abort();
    }
  };
  const options = { env: environmentOf(run), signal: AbortSignal.any([signal, over.signal]), onOutput };
  const ended = await programs.run(program, args, options).catch(error => {
    throw mistake ?? (signal.aborted ? error : failed(service, action, error.message));
  });
  if (mistake !== undefined) throw mistake;
  if (ended.failure !== undefined) throw failed(service, action, ended.failure, lastLine(ended.errorOutput));
  if (objects.isUnfinished()) throw unreadable(service);
  return provision;
}

interface Hearing {
  readonly service: Service;
  readonly emit: Run['emit'];
  readonly provision: { readonly [Kind in keyof Provision]: Record<string, string> };
}

function hear(message: unknown, { service, emit, provision }: Hearing): void {
  const { type, message: text } = message as { readonly type?: unknown; readonly message?: unknown };
  if (text !== undefined && typeof text !== 'string') throw unreadable(service);
  switch (type) {
    case 'info':
      emit(progress(service, 'Working', firstLine(text)));
      break;
    case 'debug':
      break;
    case 'setenv':
    case 'rawsetenv': {
      const [, name = '', value = ''] = /^([^=]+)=(.*)$/s.exec(text ?? '') ?? [];
      if (name === '') throw unreadable(service, `"${type}" needs NAME=VALUE`);
      provision[type === 'setenv' ? 'prefixed' : 'raw'][name] = value;
      break;
    }
    case 'error':
      throw new ComposeError('provider-failed', text?.trimEnd() || 'the provider gave no reason', {
        hint: `the provider ${service.provider?.type} of service ${service.name} says so`,
      });
    default:
      throw unreadable(service, `it has the type ${JSON.stringify(type)}`);
  }
}

/** What it wrote may be a secret. */
function unreadable({ name, provider }: Service, why = 'it is no JSON object'): ComposeError {
  const summary = `the provider ${provider?.type} of service ${name} wrote a message that cannot be understood: ${why}`;
  return new ComposeError('provider-message', summary, {
    hint: 'a provider writes to its standard output nothing but {"type": …, "message": …}, of the types info, error, setenv, rawsetenv and debug',
  });
}

const tasks = { up: 'create', down: 'remove', stop: 'stop' } as const;

function failed({ name, provider }: Service, action: ProviderAction, reason: string, said = ''): ComposeError {
  const told = said === '' ? `the provider ${provider?.type} of service ${name} gave no reason` : `it says: ${said}`;
  return new ComposeError('provider-failed', `failed to ${tasks[action]} service provider: ${reason}`, { hint: told });
}

function progress({ name }: Service, status: ProgressEvent['status'], text: string): ProgressEvent {
  return { type: 'progress', kind: 'Service', name, status, text };
}

function firstLine(text = ''): string {
  return text.trimEnd().split('\n')[0] ?? '';
}

function lastLine(text: string): string {
  return text.trimEnd().split('\n').at(-1)?.trim() ?? '';
}

/** As the project's files see it; a plugin of the docker CLI without this runs by itself. */
function environmentOf({ project }: Running): Environment {
  const { DOCKER_CLI_PLUGIN_ORIGINAL_CLI_COMMAND: _, ...env } = project.environment;
  return env;
}
