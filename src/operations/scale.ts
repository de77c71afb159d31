import { ComposeError } from '../diagnostics/errors.ts';
import type { Project } from '../model/project.ts';
import type { Service } from '../model/service.ts';

/** The project with other numbers of containers, by service. */
export function withScale(project: Project, scale: Readonly<Record<string, number>>): Project {
  const services = { ...project.services };
  for (const name of Object.keys(scale).sort()) {
    const service = services[name];
    if (!service) throw new ComposeError('no-such-service', `no such service: ${name}: not found`);
    services[name] = scaled(service, scale[name]!);
  }
  return { ...project, services };
}

function scaled(service: Service, replicas: number): Service {
  if (replicas > 1 && service.container_name !== undefined) throw fixedName(service);
  return {
    ...service,
    scale: replicas,
    ...(service.deploy ? { deploy: { ...service.deploy, replicas } } : {}),
  };
}

function fixedName({ name, container_name }: Service): ComposeError {
  return new ComposeError(
    'fixed-container-name',
    `WARNING: The "${name}" service is using the custom container name "${container_name}". Docker requires each container to have a unique name. Remove the custom name to scale the service`,
  );
}
