import type { EndpointOptions } from '../engine/resolve-endpoint.ts';
import { type Options, text, toggle } from './flag.ts';

/** Docker's own flags, which its users and the `docker` program give before the command. */
export const dockerFlags = {
  config: text('--config', "Folder of Docker's settings", { hidden: true, values: 'folders' }),
  context: text('-c, --context', 'Docker context to talk to', { hidden: true }),
  debug: toggle('-D, --debug', 'Accepted for the sake of scripts', { hidden: true }),
  host: text('-H, --host', 'Address of the Docker Engine', { hidden: true }),
  logLevel: text('-l, --log-level', 'Accepted for the sake of scripts', { hidden: true }),
  tls: toggle('--tls', 'Talk to the engine over TLS', { hidden: true }),
  tlscacert: text('--tlscacert', "The engine's authority, to be trusted", { hidden: true, values: 'files' }),
  tlscert: text('--tlscert', 'Certificate to show the engine', { hidden: true, values: 'files' }),
  tlskey: text('--tlskey', 'Key of that certificate', { hidden: true, values: 'files' }),
  tlsverify: toggle('--tlsverify', 'Talk to the engine over TLS, and only to one that is trusted', { hidden: true }),
};

/** What the flags say about the engine to talk to; the environment counts where they don't. */
export type EngineChoice = Pick<EndpointOptions, 'host' | 'context' | 'tls'>;

export function readEngineChoice(options: Options<typeof dockerFlags>, given: ReadonlySet<string>): EngineChoice {
  const { host, context, tls, tlsverify, tlscacert, tlscert, tlskey } = options;
  const mode = tlsverify ? 'verify' : tls ? 'encrypt' : given.has('tls') || given.has('tlsverify') ? 'none' : undefined;
  const files = {
    ...(tlscacert ? { ca: tlscacert } : {}),
    ...(tlscert ? { cert: tlscert } : {}),
    ...(tlskey ? { key: tlskey } : {}),
  };
  return {
    ...(host === undefined ? {} : { host }),
    ...(context === undefined ? {} : { context }),
    ...(mode === undefined && Object.keys(files).length === 0 ? {} : { tls: { ...(mode ? { mode } : {}), ...files } }),
  };
}
