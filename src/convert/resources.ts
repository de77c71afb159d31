import type { HostConfig } from '../engine/api.ts';
import type { BlkioConfig, ByteCount, Service, ThrottleDevice, Ulimit } from '../model/service.ts';

/** Limits and reservations; `deploy.resources` wins over the service's own attributes. */
export function toResources(service: Service): HostConfig {
  const limits = service.deploy?.resources?.limits;
  const reservations = service.deploy?.resources?.reservations;
  const pids = limits?.pids || service.pids_limit;
  return {
    CgroupParent: service.cgroup_parent ?? '',
    Memory: bytes(limits?.memory) || bytes(service.mem_limit),
    MemorySwap: bytes(service.memswap_limit),
    MemoryReservation: bytes(reservations?.memory) || bytes(service.mem_reservation),
    ...(bytes(service.mem_swappiness) ? { MemorySwappiness: bytes(service.mem_swappiness) } : {}),
    OomKillDisable: service.oom_kill_disable ?? false,
    ...(pids ? { PidsLimit: pids } : {}),
    ...toCpu(service),
    ...toBlkio(service.blkio_config),
    ...(service.ulimits ? { Ulimits: toUlimits(service.ulimits) } : {}),
  };
}

function toCpu(service: Service): HostConfig {
  return {
    CpuCount: service.cpu_count ?? 0,
    CpuPercent: Math.trunc((service.cpu_percent ?? 0) * 100),
    CpuPeriod: service.cpu_period ?? 0,
    CpuQuota: service.cpu_quota ?? 0,
    CpuRealtimePeriod: service.cpu_rt_period ?? 0,
    CpuRealtimeRuntime: service.cpu_rt_runtime ?? 0,
    CpuShares: service.cpu_shares ?? 0,
    CpusetCpus: service.cpuset ?? '',
    NanoCpus: nanoCpus(service.deploy?.resources?.limits?.cpus || service.cpus || 0),
  };
}

/** Compose computes with 32-bit floats, so that 1.001 CPUs come out as it has them and not a few nanos off. */
function nanoCpus(cpus: number): number {
  return Math.trunc(Math.fround(Math.fround(cpus) * 1e9));
}

function toBlkio(blkio: BlkioConfig | undefined): HostConfig {
  if (!blkio) return {};
  return {
    BlkioWeight: blkio.weight ?? 0,
    BlkioWeightDevice: (blkio.weight_device ?? []).map(device => ({ Path: device.path, Weight: device.weight })),
    BlkioDeviceReadBps: throttle(blkio.device_read_bps),
    BlkioDeviceReadIOps: throttle(blkio.device_read_iops),
    BlkioDeviceWriteBps: throttle(blkio.device_write_bps),
    BlkioDeviceWriteIOps: throttle(blkio.device_write_iops),
  };
}

function throttle(devices: readonly ThrottleDevice[] = []): { Path: string; Rate: number }[] {
  return devices.map(device => ({ Path: device.path, Rate: bytes(device.rate) }));
}

export function toUlimits(ulimits: Readonly<Record<string, Ulimit>>): { Name: string; Soft: number; Hard: number }[] {
  return Object.keys(ulimits)
    .sort()
    .map(name => {
      const limit = ulimits[name]!;
      if (typeof limit === 'number') return { Name: name, Soft: limit, Hard: limit };
      return { Name: name, Soft: limit.soft ?? 0, Hard: limit.hard ?? 0 };
    });
}

export function bytes(count: ByteCount | undefined): number {
  return count === undefined ? 0 : Number(count);
}
