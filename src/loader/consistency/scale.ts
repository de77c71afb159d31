import { type CheckedProject, invalidProject, type ServiceCheck } from './check.ts';

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
  const first = firstWithEachName(project).get(name);
  if (first === undefined || first === service.name) return;
  problem(
    'duplicate-container-name',
    `services.${service.name}: container name ${JSON.stringify(name)} is already in use by service ${first}`,
    { at: ['container_name'], hint: `give it another name, or none: it is then called after the service` },
  );
};

const firsts = new WeakMap<CheckedProject, ReadonlyMap<string, string>>();

/** The first service, by name, with each container name. */
function firstWithEachName(project: CheckedProject): ReadonlyMap<string, string> {
  const known = firsts.get(project);
  if (known !== undefined) return known;
  const names = Object.keys(project.services).sort().reverse();
  const first = new Map(names.map(name => [project.services[name]!.container_name ?? '', name]));
  firsts.set(project, first);
  return first;
}
