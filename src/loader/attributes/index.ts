import type { Attribute } from './attribute.ts';
import { attributeTree } from './attribute-tree.ts';
import { additionalContexts, attestation, build, buildContext, buildSsh, buildSshKey } from './build.ts';
import { command } from './command.ts';
import { dependsOn } from './depends-on.ts';
import { watchPath, watchPatterns } from './develop.ts';
import { device, deviceRequest, devices, gpus } from './devices.ts';
import { envFile } from './env-file.ts';
import { extendedService } from './extends.ts';
import { externalResource, topLevelConfig, topLevelSecret, topLevelVolume } from './external.ts';
import { extraHosts } from './extra-hosts.ts';
import { keyValues, repeatableKeyValues } from './key-values.ts';
import { logging } from './logging.ts';
import { ipamConfig, namedOptions } from './networks.ts';
import { port, ports } from './ports.ts';
import { boolean, float, integer } from './scalars.ts';
import { filePath, fileReference, serviceConfigs, serviceSecret, serviceSecrets } from './secrets-and-configs.ts';
import { dns, expose, labelFile, stringOrList, uniqueList, uniqueStringOrList } from './string-lists.ts';
import { ulimit } from './ulimits.ts';
import { volume, volumes } from './volumes.ts';

/**
 * Where each attribute stands. `*` is any key or list index. A path that is not here has no rules of its own:
 * mappings merge deep, lists are appended, scalars replaced.
 */
export const attributes: Readonly<Record<string, Attribute>> = {
  'services.*.annotations': keyValues,
  'services.*.build': build,
  'services.*.build.additional_contexts': additionalContexts,
  'services.*.build.additional_contexts.*': buildContext,
  'services.*.build.args': keyValues,
  'services.*.build.cache_from': stringOrList,
  'services.*.build.cache_to': stringOrList,
  'services.*.build.context': buildContext,
  'services.*.build.extra_hosts': extraHosts,
  'services.*.build.labels': keyValues,
  'services.*.build.provenance': attestation,
  'services.*.build.sbom': attestation,
  'services.*.build.secrets.*': fileReference,
  'services.*.build.ssh': buildSsh,
  'services.*.build.ssh.*': buildSshKey,
  'services.*.build.tags': uniqueList,
  'services.*.cap_add': uniqueList,
  'services.*.cap_drop': uniqueList,
  'services.*.command': command,
  'services.*.configs': serviceConfigs,
  'services.*.configs.*': fileReference,
  'services.*.cpu_count': integer,
  'services.*.cpu_percent': float,
  'services.*.cpu_period': integer,
  'services.*.cpu_quota': integer,
  'services.*.cpu_rt_period': integer,
  'services.*.cpu_rt_runtime': integer,
  'services.*.cpu_shares': integer,
  'services.*.cpus': float,
  'services.*.depends_on': dependsOn,
  'services.*.depends_on.*.required': boolean,
  'services.*.depends_on.*.restart': boolean,
  'services.*.deploy.labels': keyValues,
  'services.*.deploy.placement.max_replicas_per_node': integer,
  'services.*.deploy.replicas': integer,
  'services.*.deploy.resources.reservations.devices.*': deviceRequest,
  'services.*.deploy.restart_policy.max_attempts': integer,
  'services.*.deploy.rollback_config.max_failure_ratio': float,
  'services.*.deploy.rollback_config.parallelism': integer,
  'services.*.deploy.update_config.max_failure_ratio': float,
  'services.*.deploy.update_config.parallelism': integer,
  'services.*.develop.watch.*.ignore': watchPatterns,
  'services.*.develop.watch.*.include': watchPatterns,
  'services.*.develop.watch.*.path': watchPath,
  'services.*.devices': devices,
  'services.*.devices.*': device,
  'services.*.dns': dns,
  'services.*.dns_opt': uniqueStringOrList,
  'services.*.dns_search': uniqueStringOrList,
  'services.*.entrypoint': command,
  'services.*.env_file': envFile,
  'services.*.environment': keyValues,
  'services.*.expose': expose,
  'services.*.extends': extendedService,
  'services.*.extra_hosts': extraHosts,
  'services.*.gpus': gpus,
  'services.*.gpus.*': deviceRequest,
  'services.*.healthcheck.disable': boolean,
  'services.*.healthcheck.retries': integer,
  'services.*.healthcheck.test': command,
  'services.*.init': boolean,
  'services.*.label_file': labelFile,
  'services.*.labels': keyValues,
  'services.*.links': uniqueList,
  'services.*.logging': logging,
  'services.*.models': namedOptions,
  'services.*.networks': namedOptions,
  'services.*.networks.*.aliases': uniqueList,
  'services.*.networks.*.link_local_ips': uniqueList,
  'services.*.oom_kill_disable': boolean,
  'services.*.oom_score_adj': integer,
  'services.*.pids_limit': integer,
  'services.*.ports': ports,
  'services.*.ports.*': port,
  'services.*.ports.*.target': integer,
  'services.*.privileged': boolean,
  'services.*.profiles': uniqueList,
  'services.*.read_only': boolean,
  'services.*.scale': integer,
  'services.*.secrets': serviceSecrets,
  'services.*.secrets.*': serviceSecret,
  'services.*.stdin_open': boolean,
  'services.*.sysctls': keyValues,
  'services.*.tmpfs': uniqueStringOrList,
  'services.*.tty': boolean,
  'services.*.ulimits.*': ulimit,
  'services.*.ulimits.*.hard': integer,
  'services.*.ulimits.*.soft': integer,
  'services.*.volumes': volumes,
  'services.*.volumes.*': volume,
  'services.*.volumes.*.read_only': boolean,
  'services.*.volumes.*.volume.nocopy': boolean,
  'networks.*': externalResource,
  'networks.*.attachable': boolean,
  'networks.*.enable_ipv4': boolean,
  'networks.*.enable_ipv6': boolean,
  'networks.*.external': boolean,
  'networks.*.internal': boolean,
  'networks.*.ipam.config': ipamConfig,
  'networks.*.labels': keyValues,
  'volumes.*': topLevelVolume,
  'volumes.*.external': boolean,
  'volumes.*.labels': repeatableKeyValues,
  'secrets.*': topLevelSecret,
  'secrets.*.external': boolean,
  'secrets.*.file': filePath,
  'configs.*': topLevelConfig,
  'configs.*.external': boolean,
  'configs.*.file': filePath,
};

export const attributeRoot = attributeTree(attributes);
