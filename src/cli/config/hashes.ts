import { ComposeError } from '../../diagnostics/errors.ts';
import { withDefaultPlatform } from '../../model/default-platform.ts';
import { type ComposeFlavour, flavours } from '../../model/flavour.ts';
import { serviceHash } from '../../model/hash.ts';
import type { Project } from '../../model/project.ts';
import type { Service } from '../../model/service.ts';
import { type ConfigCall, loadConfigProject } from './call.ts';

/** The config hashes of the services that --hash names, `*` for all that are enabled. */
export async function printHashes(call: ConfigCall): Promise<string> {
  const { hash: wanted = '*', noEnvResolution } = call.options;
  const { composeVersion: flavour } = call.globals;
  const resolveEnvironment = flavours[flavour].hashesEnvFileContent && !noEnvResolution;
  const project = withDefaultPlatform(await loadConfigProject(call, { services: [], resolveEnvironment }));
  const names = wanted === '*' ? Object.keys(project.services) : wanted.split(',');
  return names
    .sort()
    .map(name => `${name} ${serviceHash(requireService(project, name, flavour), flavour)}\n`)
    .join('');
}

function requireService({ services, disabledServices }: Project, name: string, flavour: ComposeFlavour): Service {
  if (Object.hasOwn(services, name)) return services[name]!;
  if (!Object.hasOwn(disabledServices, name))
    throw new ComposeError('no-such-service', `no such service: ${name}${flavour === '2' ? ': not found' : ''}`);
  const hint = `add --profile ${disabledServices[name]!.profiles?.[0]}`;
  throw new ComposeError('no-such-service', `no such service: ${name}: disabled`, { hint });
}
