import type {
  Deploy,
  DeviceRequest,
  Placement,
  Resource,
  Resources,
  RestartPolicy,
  UpdateConfig,
} from '../../model/service.ts';
import { listOf, object } from './decoder.ts';
import { textMap } from './maps.ts';
import { byteCount, duration, integer, number, stringOrList, text } from './scalars.ts';
import { deviceCount } from './service-values.ts';

export const deviceRequest = object<DeviceRequest>({
  capabilities: stringOrList,
  driver: text,
  count: deviceCount,
  device_ids: stringOrList,
  options: textMap,
});

const updateConfig = object<UpdateConfig>({
  parallelism: integer,
  delay: duration,
  failure_action: text,
  monitor: duration,
  max_failure_ratio: number,
  order: text,
});

const resource = object<Resource>({
  cpus: number,
  memory: byteCount,
  pids: integer,
  devices: listOf(deviceRequest),
  generic_resources: listOf(
    object<NonNullable<Resource['generic_resources']>[number]>({
      discrete_resource_spec: object<{ readonly kind: string; readonly value: number }>({ kind: text, value: integer }),
    }),
  ),
});

export const deploy = object<Deploy>({
  mode: text,
  replicas: integer,
  labels: textMap,
  update_config: updateConfig,
  rollback_config: updateConfig,
  resources: object<Resources>({ limits: resource, reservations: resource }),
  restart_policy: object<RestartPolicy>({ condition: text, delay: duration, max_attempts: integer, window: duration }),
  placement: object<Placement>({
    constraints: stringOrList,
    preferences: listOf(object<{ readonly spread?: string }>({ spread: text })),
    max_replicas_per_node: integer,
  }),
  endpoint_mode: text,
});
