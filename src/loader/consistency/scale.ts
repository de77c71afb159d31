import type { Report } from '../report.ts';
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
export function checkContainerNames({ services }: Pick<CheckedProject, 'services'>, report: Report): void {
  const first = new Map<string, string>();
  for (const key of Object.keys(services).sort()) {
    const name = services[key]!.container_name;
    if (!name) continue;
    const owner = first.get(name);
    if (owner === undefined) first.set(name, key);
    else
      report({
        severity: 'error',
        code: 'duplicate-container-name',
        message: `services.${key}: container name ${JSON.stringify(name)} is already in use by service ${owner}`,
        path: ['services', key, 'container_name'],
        hint: 'give it another name, or none: it is then called after the service',
      });
  }
}
