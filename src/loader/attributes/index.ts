import type { Attribute } from './attribute.ts';
import { attributeTree } from './attribute-tree.ts';
import { boolean, float, integer } from './scalars.ts';

/**
 * Where each attribute stands. `*` is any key or list index. A path that is not here has no rules of its own:
 * mappings merge deep, lists are appended, scalars replaced.
 */
export const attributes: Readonly<Record<string, Attribute>> = {
  'services.*.cpu_count': integer,
  'services.*.cpu_percent': float,
  'services.*.cpu_period': integer,
  'services.*.cpu_quota': integer,
  'services.*.cpu_rt_period': integer,
  'services.*.cpu_rt_runtime': integer,
  'services.*.cpu_shares': integer,
  'services.*.cpus': float,
  'services.*.depends_on.*.required': boolean,
  'services.*.depends_on.*.restart': boolean,
  'services.*.deploy.placement.max_replicas_per_node': integer,
  'services.*.deploy.replicas': integer,
  'services.*.deploy.restart_policy.max_attempts': integer,
  'services.*.deploy.rollback_config.max_failure_ratio': float,
  'services.*.deploy.rollback_config.parallelism': integer,
  'services.*.deploy.update_config.max_failure_ratio': float,
  'services.*.deploy.update_config.parallelism': integer,
  'services.*.healthcheck.disable': boolean,
  'services.*.healthcheck.retries': integer,
  'services.*.init': boolean,
  'services.*.oom_kill_disable': boolean,
  'services.*.oom_score_adj': integer,
  'services.*.pids_limit': integer,
  'services.*.ports.*.target': integer,
  'services.*.privileged': boolean,
  'services.*.read_only': boolean,
  'services.*.scale': integer,
  'services.*.stdin_open': boolean,
  'services.*.tty': boolean,
  'services.*.ulimits.*': integer,
  'services.*.ulimits.*.hard': integer,
  'services.*.ulimits.*.soft': integer,
  'services.*.volumes.*.read_only': boolean,
  'services.*.volumes.*.volume.nocopy': boolean,
  'networks.*.attachable': boolean,
  'networks.*.enable_ipv4': boolean,
  'networks.*.enable_ipv6': boolean,
  'networks.*.external': boolean,
  'networks.*.internal': boolean,
  'volumes.*.external': boolean,
  'secrets.*.external': boolean,
  'configs.*.external': boolean,
};

export const attributeRoot = attributeTree(attributes);
