import { join } from 'node:path';
import { parseConfig } from './docker-config.ts';
import type { ReadFile } from './endpoint.ts';

/** What the engine passes on to a registry. */
export interface RegistryAuth {
  readonly username?: string;
  readonly password?: string;
  readonly identitytoken?: string;
  readonly registrytoken?: string;
  readonly serveraddress: string;
}

export interface CredentialStore {
  /** The credentials kept for a registry's host, or undefined: then the engine asks without any. */
  find(registry: string): Promise<RegistryAuth | undefined>;
  /** Those of every registry that the configuration names, by the name it has there. */
  all(): Promise<Readonly<Record<string, RegistryAuth>>>;
}

export interface CredentialSources {
  readonly configDir: string;
  readonly readFile: ReadFile;
  readonly runProgram: (
    program: string,
    args: readonly string[],
    stdin: string,
  ) => Promise<{ exitCode: number; stdout: string }>;
}

/** Docker's `config.json`: a helper for the registry, else the helper for all, else what the file itself holds. */
export function credentialStore({ configDir, readFile, runProgram }: CredentialSources): CredentialStore {
  const read = () => parseConfig<DockerConfig>(join(configDir, 'config.json'), readFile) ?? {};

  async function lookUp(config: DockerConfig, key: string): Promise<RegistryAuth | undefined> {
    const suffix = config.credHelpers?.[hostOf(key)] ?? config.credHelpers?.[key] ?? config.credsStore;
    if (suffix) return fromHelper(await runProgram(`docker-credential-${suffix}`, ['get'], key), key);
    return fromFile(config, key);
  }

  return {
    find: async registry => lookUp(read(), keyOf(registry)),
    all: async () => {
      const config = read();
      const keys = [...new Set([...Object.keys(config.auths ?? {}), ...Object.keys(config.credHelpers ?? {})])].sort();
      const found = await Promise.all(keys.map(async key => [key, await lookUp(config, key)] as const));
      return Object.fromEntries(found.flatMap(([key, auth]) => (auth ? [[key, auth]] : [])));
    },
  };
}

/** As the header X-Registry-Auth wants it. */
export function encodeAuth(auth: Partial<RegistryAuth> | Readonly<Record<string, RegistryAuth>>): string {
  return Buffer.from(JSON.stringify(auth)).toString('base64').replaceAll('+', '-').replaceAll('/', '_');
}

interface DockerConfig {
  auths?: Record<
    string,
    { auth?: string; username?: string; password?: string; identitytoken?: string; registrytoken?: string }
  >;
  credHelpers?: Record<string, string>;
  credsStore?: string;
}

/** Docker Hub is kept under the address that its first version had. */
function keyOf(registry: string): string {
  return registry === 'docker.io' ? 'https://index.docker.io/v1/' : registry;
}

function hostOf(key: string): string {
  return key.replace(/^https?:\/\//, '').replace(/\/.*$/, '');
}

function fromFile({ auths = {} }: DockerConfig, key: string): RegistryAuth | undefined {
  const name =
    key in auths
      ? key
      : Object.keys(auths)
          .sort()
          .find(name => hostOf(name) === hostOf(key));
  const entry = name === undefined ? undefined : auths[name];
  if (entry === undefined) return undefined;
  const { auth, username, password, identitytoken, registrytoken } = entry;
  const auth_ = auth ? splitPair(Buffer.from(auth, 'base64').toString()) : { username, password };
  return present({ ...auth_, identitytoken, registrytoken, serveraddress: key });
}

function splitPair(pair: string): { username: string; password: string } {
  const colon = pair.indexOf(':');
  // Docker once padded what it kept with zero bytes.
  return { username: pair.slice(0, colon), password: pair.slice(colon + 1).replace(/\0+$/, '') };
}

/** A helper that has nothing for the registry fails, and says so on its output: that is no error. */
function fromHelper({ exitCode, stdout }: { exitCode: number; stdout: string }, key: string): RegistryAuth | undefined {
  if (exitCode !== 0) return undefined;
  const { Username, Secret } = JSON.parse(stdout) as { Username: string; Secret: string };
  if (Username === '<token>') return { identitytoken: Secret, serveraddress: key };
  return { username: Username, password: Secret, serveraddress: key };
}

function present(auth: { [Field in keyof RegistryAuth]: RegistryAuth[Field] | undefined }): RegistryAuth | undefined {
  const entries = Object.entries(auth).filter(([, value]) => value);
  return entries.length > 1 ? (Object.fromEntries(entries) as unknown as RegistryAuth) : undefined;
}
