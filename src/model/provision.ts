import type { Project } from './project.ts';
import type { Service } from './service.ts';

/** Variables that a provider gives to the services that depend on its own. */
export interface Provision {
  /** By names that get the provider's service before them: `URL` of `db` is `DB_URL`. */
  readonly prefixed: Readonly<Record<string, string>>;
  /** By names that stay as they are. */
  readonly raw: Readonly<Record<string, string>>;
}

/** By the name of the provider's service. */
export type Provisions = Readonly<Record<string, Provision>>;

export function hasProviders({ services }: Pick<Project, 'services'>): boolean {
  return Object.values(services).some(service => service.provider !== undefined);
}

/** Services of the project that have a provider, and that `service` depends on. */
export function providersOf(service: Service, { services }: Pick<Project, 'services'>): string[] {
  return Object.keys(service.depends_on ?? {})
    .filter(name => services[name]?.provider !== undefined)
    .sort();
}

/** The project with what providers gave in the environment of their dependents, where it wins over the file. */
export function withProvisions(project: Project, provisions: Provisions): Project {
  const services = Object.values(project.services);
  return withVariables(
    project,
    Object.fromEntries(services.map(service => [service.name, variablesFor(service, project, provisions)])),
  );
}

/** The project with variables that services were given, by service. */
export function withVariables(
  project: Project,
  given: Readonly<Record<string, Readonly<Record<string, string>>>>,
): Project {
  const services = { ...project.services };
  const provided: Record<string, readonly string[]> = {};
  for (const [name, variables] of Object.entries(given)) {
    const service = services[name];
    if (!service || Object.keys(variables).length === 0) continue;
    services[name] = { ...service, environment: { ...service.environment, ...variables } };
    provided[name] = Object.keys(variables).sort();
  }
  return { ...project, services, provided };
}

/** Variables of the file that providers give another value, a sentence each. */
export function overridden(project: Project, provisions: Provisions): string[] {
  return Object.values(project.services).flatMap(service =>
    providersOf(service, project).flatMap(provider =>
      Object.entries(provisions[provider]?.raw ?? {})
        .filter(([name, value]) => (service.environment?.[name] ?? value) !== value)
        .map(
          ([name]) => `provider "${provider}" overrides environment variable "${name}" in service "${service.name}"`,
        ),
    ),
  );
}

function variablesFor(service: Service, project: Project, provisions: Provisions): Record<string, string> {
  const variables: Record<string, string> = {};
  for (const provider of providersOf(service, project)) {
    const { prefixed = {}, raw = {} } = provisions[provider] ?? {};
    for (const [name, value] of Object.entries(prefixed)) variables[`${provider.toUpperCase()}_${name}`] = value;
    Object.assign(variables, raw);
  }
  return variables;
}
