import type { LoadOptions } from '../../loader/options.ts';
import type { Project } from '../../model/project.ts';
import { type ConfigCall, loadConfigModel, loadConfigProject } from './call.ts';

/** The lists that a flag of their name prints, one entry a line. */
export const lists = {
  services: async (call: ConfigCall) =>
    call.options.noInterpolate
      ? namesOf((await loadConfigModel(call)).services)
      : namesOf((await whole(call)).services),
  volumes: async (call: ConfigCall) => namesOf((await whole(call)).volumes),
  networks: async (call: ConfigCall) => namesOf((await whole(call)).networks),
  models: async (call: ConfigCall) => modelsOf(await whole(call)),
  profiles: async (call: ConfigCall) => profilesOf(await loadConfigProject(call, unread)),
  images: async (call: ConfigCall) =>
    imagesOf(await loadConfigProject(call, unread), call.globals.compatibility ? '_' : '-'),
  environment: async (call: ConfigCall) => variablesOf(await loadConfigProject(call)),
};

export async function printList(call: ConfigCall, list: keyof typeof lists): Promise<string> {
  return (await lists[list](call)).map(entry => `${entry}\n`).join('');
}

/** A list doesn't need the env files of services, which may be missing where it is made. */
const unread: LoadOptions = { resolveEnvironment: false };

/** Services that are named choose nothing here: Docker Compose lists all. */
function whole(call: ConfigCall): Promise<Project> {
  return loadConfigProject(call, { ...unread, services: [] });
}

function namesOf(section: unknown): string[] {
  return Object.keys(section ?? {}).sort();
}

/** What a model is called where it comes from, not in the file. */
function modelsOf({ models }: Project): string[] {
  return Object.values(models)
    .flatMap(({ model }) => model || [])
    .sort();
}

function profilesOf({ services, disabledServices }: Project): string[] {
  const all = [...Object.values(services), ...Object.values(disabledServices)];
  return [...new Set(all.flatMap(service => service.profiles ?? []))].sort();
}

function imagesOf({ name, services }: Project, separator: string): string[] {
  return Object.keys(services)
    .sort()
    .map(key => services[key]!.image || `${name}${separator}${key}`);
}

function variablesOf({ environment }: Project): string[] {
  return Object.keys(environment)
    .sort()
    .map(name => `${name}=${environment[name]}`);
}
