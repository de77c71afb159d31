import type { Service } from '../../model/service.ts';
import { invalidProject, type ServiceCheck } from './check.ts';

/** A limit that stands both on the service and in deploy must be the same. */
export const checkDeployLimits: ServiceCheck = (service, { problem }) => {
  for (const { key, deployKey, value, deployValue } of limitsOf(service)) {
    if (!value || deployValue === undefined || value === deployValue) continue;
    problem(
      'distinct-values',
      invalidProject(`services.${service.name}: can't set distinct values on '${key}' and 'deploy.${deployKey}'`),
      { at: [key], hint: `keep one of them, or give both the same value` },
    );
  }
};

interface Limit {
  readonly key: string;
  readonly deployKey: string;
  readonly value: number | string | undefined;
  /** Undefined where deploy says nothing of this kind; what it leaves out of a section it has is 0. */
  readonly deployValue: number | string | undefined;
}

function limitsOf(service: Service): Limit[] {
  const { limits, reservations } = service.deploy?.resources ?? {};
  const limit = (key: string, deployKey: string, values: Pick<Limit, 'value' | 'deployValue'>) => ({
    key,
    deployKey,
    ...values,
  });
  return [
    limit('scale', 'replicas', { value: service.scale, deployValue: service.deploy?.replicas }),
    limit('cpus', 'resources.limits.cpus', {
      value: float32(service.cpus),
      deployValue: limits && float32(limits.cpus ?? 0),
    }),
    limit('mem_limit', 'resources.limits.memory', {
      value: service.mem_limit,
      deployValue: limits && (limits.memory ?? 0),
    }),
    limit('pids_limit', 'resources.limits.pids', {
      value: service.pids_limit,
      deployValue: limits && (limits.pids ?? 0),
    }),
    limit('mem_reservation', 'resources.reservations.memory', {
      value: service.mem_reservation,
      deployValue: reservations && (reservations.memory ?? 0),
    }),
  ];
}

/** Docker Compose compares 32 bit floats. */
function float32(value: number | undefined): number | undefined {
  return value === undefined ? undefined : Math.fround(value);
}
