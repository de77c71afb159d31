import { ignoredBuildAttributes } from '../convert/build.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { invalidInput } from '../diagnostics/errors.ts';
import type { Emit } from '../events/event.ts';
import type { Project } from '../model/project.ts';
import type { Build, Service } from '../model/service.ts';

/** Refuses, before anything is done, what gantry can't do yet for services whose containers it is to make. */
export function checkServices(project: Project): void {
  const problems = servicesOf(project).flatMap(service => present(service, ['models', 'use_api_socket']));
  if (problems.length > 0) throw invalidInput(problems);
}

/** Refuses builds that ask for what the engine's own builder isn't given. */
export function checkBuilds(services: readonly Service[]): void {
  const problems = services.flatMap(service => buildProblems(service.name, service.build ?? {}));
  if (problems.length > 0) throw invalidInput(problems);
}

/** Says what of the builds the engine's own builder can't be asked for, and is done without. */
export function warnOfBuilds(services: readonly Service[], emit: Emit): void {
  for (const { name, build = {} } of services) {
    for (const attribute of ignoredBuildAttributes(build)) {
      const message = `services.${name}.build.${attribute} is ignored: the engine's builder does not take it`;
      emit({ type: 'notice', level: 'warning', message });
    }
  }
}

function servicesOf(project: Project): Service[] {
  return Object.keys(project.services)
    .sort()
    .map(name => project.services[name]!);
}

function present(service: Service, attributes: readonly (keyof Service)[]): Diagnostic[] {
  return attributes
    .filter(attribute => isSet(service[attribute]))
    .map(attribute => unsupported(service.name, attribute));
}

function buildProblems(name: string, build: Build): Diagnostic[] {
  const attributes = ['additional_contexts', 'secrets', 'ssh', 'entitlements', 'privileged'] as const;
  const used = attributes
    .filter(attribute => isSet(build[attribute]))
    .map(attribute => unsupported(name, `build.${attribute}`));
  return isRemote(build.context ?? '.') ? [...used, remoteContext(name, build.context ?? '')] : used;
}

function isSet(value: unknown): boolean {
  if (value === undefined || value === null || value === false) return false;
  return typeof value !== 'object' || Object.keys(value).length > 0;
}

function isRemote(context: string): boolean {
  return /^([a-z][a-z0-9+.-]*:\/\/|git@|github\.com\/|service:)/i.test(context);
}

function unsupported(service: string, attribute: string): Diagnostic {
  return {
    severity: 'error',
    code: 'unsupported-attribute',
    message: `services.${service}.${attribute} is not supported yet`,
    hint: 'gantry does nothing rather than leave it out; Docker Compose can run this project',
  };
}

function remoteContext(service: string, context: string): Diagnostic {
  return {
    severity: 'error',
    code: 'unsupported-build-context',
    message: `services.${service}.build.context: only local folders can be built from, not ${context}`,
    hint: 'clone it and name the folder',
  };
}
