import type { HostConfig } from '../engine/api.ts';
import type { BlkioConfig, Service, ThrottleDevice } from '../model/service.ts';

/** The engine's own size of /dev/shm. */
const usualSharedMemory = 64 * 1024 * 1024;

/** Limits and reservations. */
export function toResourceAttributes(host: HostConfig): Partial<Service> {
  const numbers = numbersOf(host);
  return {
    cgroup_parent: typeof host.CgroupParent === 'string' ? host.CgroupParent : undefined,
    mem_limit: bytes(numbers.Memory),
    // What goes without saying is twice the memory.
    memswap_limit: numbers.MemorySwap === 2 * numbers.Memory ? undefined : bytes(numbers.MemorySwap),
    mem_reservation: bytes(numbers.MemoryReservation),
    mem_swappiness: numbers.MemorySwappiness > 0 ? String(numbers.MemorySwappiness) : undefined,
    shm_size: numbers.ShmSize === usualSharedMemory ? undefined : bytes(numbers.ShmSize),
    oom_kill_disable: host.OomKillDisable === true,
    oom_score_adj: numbers.OomScoreAdj,
    pids_limit: numbers.PidsLimit,
    cpus: numbers.NanoCpus / 1e9,
    cpu_count: numbers.CpuCount,
    cpu_percent: numbers.CpuPercent / 100,
    cpu_period: numbers.CpuPeriod,
    cpu_quota: numbers.CpuQuota,
    cpu_rt_period: numbers.CpuRealtimePeriod,
    cpu_rt_runtime: numbers.CpuRealtimeRuntime,
    cpu_shares: numbers.CpuShares,
    cpuset: typeof host.CpusetCpus === 'string' ? host.CpusetCpus : undefined,
    blkio_config: blkioOf(host),
    ulimits: ulimitsOf(host),
  };
}

type Numbers = Readonly<Record<(typeof numberKeys)[number], number>>;

/** What isn't set is 0. */
function numbersOf(host: HostConfig): Numbers {
  return Object.fromEntries(numberKeys.map(key => [key, Number(host[key] ?? 0)])) as Numbers;
}

const numberKeys = [
  'Memory',
  'MemorySwap',
  'MemoryReservation',
  'MemorySwappiness',
  'ShmSize',
  'OomScoreAdj',
  'PidsLimit',
  'NanoCpus',
  'CpuCount',
  'CpuPercent',
  'CpuPeriod',
  'CpuQuota',
  'CpuRealtimePeriod',
  'CpuRealtimeRuntime',
  'CpuShares',
] as const;

function bytes(count: number): string | undefined {
  return count === 0 ? undefined : String(count);
}

interface Rated {
  readonly Path: string;
  readonly Rate: number;
}

function blkioOf(host: HostConfig): BlkioConfig | undefined {
  const rates = (value: unknown): ThrottleDevice[] =>
    ((value ?? []) as readonly Rated[]).map(({ Path, Rate }) => ({ path: Path, rate: String(Rate) }));
  const weights = (host.BlkioWeightDevice ?? []) as readonly { readonly Path: string; readonly Weight: number }[];
  const config = {
    weight: Number(host.BlkioWeight ?? 0),
    weight_device: weights.map(({ Path, Weight }) => ({ path: Path, weight: Weight })),
    device_read_bps: rates(host.BlkioDeviceReadBps),
    device_read_iops: rates(host.BlkioDeviceReadIOps),
    device_write_bps: rates(host.BlkioDeviceWriteBps),
    device_write_iops: rates(host.BlkioDeviceWriteIOps),
  };
  const isSet = Object.values(config).some(value => (typeof value === 'number' ? value > 0 : value.length > 0));
  return isSet ? config : undefined;
}

interface Limit {
  readonly Name: string;
  readonly Soft: number;
  readonly Hard: number;
}

function ulimitsOf({ Ulimits }: HostConfig): Service['ulimits'] {
  return Object.fromEntries(
    ((Ulimits ?? []) as readonly Limit[]).map(({ Name, Soft, Hard }) => [
      Name,
      Soft === Hard ? Soft : { soft: Soft, hard: Hard },
    ]),
  );
}
