import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { flavours } from '../../model/flavour.ts';
import type { OrderedMap } from '../../model/go-json.ts';
import type { Project } from '../../model/project.ts';
import { type Call, command } from '../command.ts';
import { text, toggle } from '../flag.ts';
import { loadCommandModel, loadCommandProject } from '../project.ts';
import { UsageError } from '../usage-error.ts';

const flags = {
  environment: toggle('--environment', 'Print the variables that interpolation sees'),
  format: text('--format', 'How to print it ("yaml"|"json")'),
  hash: text('--hash', 'Print the config hashes of these services, "*" for all'),
  images: toggle('--images', 'Print the names of images, one a line'),
  models: toggle('--models', 'Print the names of models, one a line'),
  networks: toggle('--networks', 'Print the names of networks, one a line'),
  noConsistency: toggle('--no-consistency', "Don't check what the parts say about one another"),
  noEnvResolution: toggle('--no-env-resolution', "Don't read the env files of services"),
  noInterpolate: toggle('--no-interpolate', "Don't replace variables"),
  noNormalize: toggle('--no-normalize', "Don't write out what the Compose Specification implies"),
  noPathResolution: toggle('--no-path-resolution', "Don't make paths absolute"),
  output: text('-o, --output', 'Write to this file'),
  profiles: toggle('--profiles', 'Print the names of profiles, one a line'),
  quiet: toggle('-q, --quiet', 'Only check; print nothing'),
  services: toggle('--services', 'Print the names of services, one a line'),
  volumes: toggle('--volumes', 'Print the names of volumes, one a line'),
};

type ConfigCall = Call<typeof flags>;

export const config = command({
  name: 'config',
  aliases: ['convert'],
  summary: 'Check the Compose files and print what they mean',
  arguments: '[SERVICE...]',
  flags,
  async run(call) {
    const { options, world } = call;
    const format = requireKnownFormat(options.format);
    const printed = (await printSelection(call)) ?? (await printModel(call, format));
    if (options.quiet) return 0;
    if (options.output === undefined || options.output === '') world.output.stdout.write(printed);
    else await writeFile(resolve(world.cwd, options.output), printed);
    return 0;
  },
});

function requireKnownFormat(format: string | undefined): 'yaml' | 'json' {
  if (format === undefined || format === '' || format === 'yaml') return 'yaml';
  if (format === 'json') return 'json';
  throw new UsageError(`unsupported format ${JSON.stringify(format)}`, 'use yaml or json');
}

/** What one of the flags picks out of the project; undefined when none is given. */
async function printSelection(call: ConfigCall): Promise<string | undefined> {
  const { options } = call;
  const list = Object.keys(lists).find(name => options[name as keyof typeof lists]);
  if (list !== undefined) return lines(lists[list as keyof typeof lists](await loadConfigProject(call)));
  if (options.hash !== undefined) return await printHashes(call, options.hash);
  return undefined;
}

/** In order of precedence when several are given. */
const lists = {
  services: (project: Project) => Object.keys(project.services).sort(),
  volumes: (project: Project) => Object.keys(project.volumes).sort(),
  networks: (project: Project) => Object.keys(project.networks).sort(),
  models: (project: Project) => Object.keys(project.models).sort(),
  profiles: (project: Project) => profilesOf(project),
  images: (project: Project) => imagesOf(project),
  environment: (project: Project) => variablesOf(project),
};

function profilesOf({ services, disabledServices }: Project): string[] {
  const all = [...Object.values(services), ...Object.values(disabledServices)];
  return [...new Set(all.flatMap(service => service.profiles ?? []))].sort();
}

function imagesOf({ name, services }: Project): string[] {
  return Object.keys(services)
    .sort()
    .map(key => services[key]!.image ?? `${name}-${key}`);
}

function variablesOf({ environment }: Project): string[] {
  return Object.keys(environment)
    .sort()
    .map(name => `${name}=${environment[name]}`);
}

async function printHashes(call: ConfigCall, wanted: string): Promise<string> {
  const { serviceHash } = await import('../../model/hash.ts');
  const { services } = await loadCommandProject(call, {
    ...loadOptions(call),
    services: wanted === '*' ? [] : wanted.split(','),
    resolveEnvironment: !call.options.noEnvResolution && flavours[call.globals.composeVersion].hashesEnvFileContent,
  });
  const names = wanted === '*' ? Object.keys(services).sort() : wanted.split(',');
  return lines(names.map(name => `${name} ${serviceHash(services[name]!, call.globals.composeVersion)}`));
}

async function printModel(call: ConfigCall, format: 'yaml' | 'json'): Promise<string> {
  const document = await configDocument(call, format);
  if (call.options.quiet) return '';
  if (format === 'json') return `${(await import('../../model/go-json.ts')).goJson(document, '  ')}\n`;
  return (await import('../../render/config-yaml.ts')).renderConfigYaml(document);
}

async function configDocument(call: ConfigCall, format: 'yaml' | 'json'): Promise<OrderedMap> {
  const { composeVersion: flavour } = call.globals;
  const { orderedValue, projectDocument } = await import('../../model/config-document.ts');
  if (!call.options.noInterpolate)
    return projectDocument(await loadConfigProject(call), { format, flavour, escapeDollars: true });
  const model = await loadCommandModel(call, loadOptions(call));
  return orderedValue(model, { format, flavour }) as OrderedMap;
}

async function loadConfigProject(call: ConfigCall, services: readonly string[] = call.args): Promise<Project> {
  return await loadCommandProject(call, { ...loadOptions(call), services });
}

function loadOptions({ options, args }: ConfigCall) {
  return {
    services: args,
    interpolate: !options.noInterpolate,
    normalize: !options.noNormalize,
    resolvePaths: !options.noPathResolution,
    checkConsistency: !options.noConsistency,
    resolveEnvironment: !options.noEnvResolution,
    labelFiles: 'discard' as const,
  };
}

function lines(entries: readonly string[]): string {
  return entries.map(entry => `${entry}\n`).join('');
}
