import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { invalidInput } from '../diagnostics/errors.ts';
import type { Project } from './project.ts';
import type { Service } from './service.ts';

/**
 * The project whose built services have DOCKER_DEFAULT_PLATFORM for a platform, unless they name one. It counts in
 * the config hash. A service that isn't built only has its image pulled for that platform.
 */
export function withDefaultPlatform(project: Project): Project {
  const platform = project.environment.DOCKER_DEFAULT_PLATFORM;
  if (!platform) return project;
  const services = Object.values(project.services);
  const mistakes = services.filter(lacksPlatform).flatMap(service => mistakesOf(service, platform));
  if (mistakes.length > 0) throw invalidInput(mistakes);
  const withPlatform = services.map(service => (lacksPlatform(service) ? { ...service, platform } : service));
  return { ...project, services: Object.fromEntries(withPlatform.map(service => [service.name, service])) };
}

function lacksPlatform({ build, platform }: Service): boolean {
  return build !== undefined && !platform;
}

function mistakesOf({ name, build }: Service, platform: string): Diagnostic[] {
  const platforms = build?.platforms ?? [];
  if (platforms.length === 0 || platforms.includes(platform)) return [];
  const message = `service ${JSON.stringify(name)} build.platforms does not support value set by DOCKER_DEFAULT_PLATFORM: ${platform}`;
  const hint = `add ${platform} to build.platforms, or give the service a platform`;
  return [{ severity: 'error', code: 'platform-not-built', message, hint }];
}
