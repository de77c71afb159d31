import { invalidProject, type ServiceCheck } from './check.ts';

export const checkScale: ServiceCheck = (service, { problem }) => {
  const counts = [
    { key: 'scale', at: ['scale'], count: service.scale },
    { key: 'deploy.replicas', at: ['deploy', 'replicas'], count: service.deploy?.replicas },
  ];
  for (const { key, at, count = 1 } of counts) {
    if (count < 0) {
      problem('negative-scale', `services.${service.name}.${key}: must be greater than or equal to 0`, {
        at,
        hint: 'write 0 or more',
      });
    }
    if (count > 1 && service.container_name) {
      problem(
        'container-name-scale',
        invalidProject(
          `services.${key}: can't set container_name and ${service.name} as container name must be unique`,
        ),
        { at, hint: 'remove container_name: containers are then called after project, service and number' },
      );
    }
  }
};

/** The engine knows a container by one name. Docker Compose blames the last service that takes it. */
export const checkContainerName: ServiceCheck = (service, { project, problem }) => {
  const name = service.container_name;
  if (!name) return;
  const namesakes = Object.values(project.services).filter(other => other.container_name === name);
  const first = namesakes.map(other => other.name).sort()[0]!;
  if (first === service.name) return;
  problem(
    'duplicate-container-name',
    `services.${service.name}: container name ${JSON.stringify(name)} is already in use by service ${first}`,
    { at: ['container_name'], hint: `give it another name, or none: it is then called after the service` },
  );
};
