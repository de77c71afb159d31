import type {
  BlkioConfig,
  CredentialSpec,
  Dependency,
  Develop,
  DeviceMapping,
  EnvFile,
  Healthcheck,
  Hook,
  Logging,
  ModelReference,
  Port,
  Provider,
  ServiceNetwork,
  ServiceVolume,
  ThrottleDevice,
  VolumeBind,
  VolumeVolume,
  WatchRule,
} from '../../model/service.ts';
import { type Decoder, listOf, mapOf, object } from './decoder.ts';
import { nullableTextMap, textMap } from './maps.ts';
import { boolean, byteCount, duration, integer, numericMode, rate, shellWords, stringOrList, text } from './scalars.ts';
import { healthcheckTest, providerOption, publishedPort } from './service-values.ts';

const throttleDevices = listOf(object<ThrottleDevice>({ path: text, rate }));

export const blkioConfig = object<BlkioConfig>({
  weight: integer,
  weight_device: listOf(object<{ readonly path: string; readonly weight: number }>({ path: text, weight: integer })),
  device_read_bps: throttleDevices,
  device_read_iops: throttleDevices,
  device_write_bps: throttleDevices,
  device_write_iops: throttleDevices,
});

export const credentialSpec = object<CredentialSpec>({ config: text, file: text, registry: text });

export const dependency = object<Dependency>({
  condition: text as Decoder<Dependency['condition']>,
  required: boolean,
  restart: boolean,
});

export const hook = object<Hook>({
  command: shellWords,
  image: text,
  user: text,
  privileged: boolean,
  working_dir: text,
  environment: nullableTextMap,
  per_replica: boolean,
});

export const develop = object<Develop>({
  watch: listOf(
    object<WatchRule>({
      path: text,
      action: text as Decoder<WatchRule['action']>,
      target: text,
      exec: hook,
      include: stringOrList,
      ignore: stringOrList,
      initial_sync: boolean,
    }),
  ),
});

export const device = object<DeviceMapping>({ source: text, target: text, permissions: text });

export const provider = object<Provider>({ type: text, options: mapOf(providerOption) });

export const envFile = object<EnvFile>({ path: text, required: boolean, format: text });

export const healthcheck = object<Healthcheck>({
  test: healthcheckTest,
  timeout: duration,
  interval: duration,
  retries: integer,
  start_period: duration,
  start_interval: duration,
  disable: boolean,
});

export const logging = object<Logging>({ driver: text, options: textMap });

export const modelReference = object<ModelReference>({ endpoint_var: text, model_var: text });

export const serviceNetwork = object<ServiceNetwork>({
  aliases: stringOrList,
  driver_opts: textMap,
  gw_priority: integer,
  interface_name: text,
  ipv4_address: text,
  ipv6_address: text,
  link_local_ips: stringOrList,
  mac_address: text,
  priority: integer,
});

export const port = object<Port>({
  name: text,
  mode: text,
  host_ip: text,
  target: integer,
  published: publishedPort,
  protocol: text,
  app_protocol: text,
});

export const serviceVolume = object<ServiceVolume>({
  type: text,
  source: text,
  target: text,
  read_only: boolean,
  consistency: text,
  bind: object<VolumeBind>({ selinux: text, propagation: text, create_host_path: boolean, recursive: text }),
  volume: object<VolumeVolume>({ labels: textMap, nocopy: boolean, subpath: text }),
  tmpfs: object<NonNullable<ServiceVolume['tmpfs']>>({ size: byteCount, mode: numericMode }),
  image: object<NonNullable<ServiceVolume['image']>>({ subpath: text }),
});
