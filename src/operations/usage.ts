import type { ContainerStats } from '../engine/api.ts';
import type { UsageSample } from '../model/listings.ts';

/** What Docker's own client makes of the engine's counters. */
export function usageOf(stats: ContainerStats): UsageSample {
  const { name = '', memory_stats: memoryStats, blkio_stats: blocks, networks = {}, pids_stats: pids } = stats;
  const memory = usedMemory(memoryStats);
  const memoryLimit = memoryStats.limit ?? 0;
  const transfers = blocks?.io_service_bytes_recursive ?? [];
  const moved = (pattern: RegExp) => sum(transfers.filter(({ op }) => pattern.test(op)).map(({ value }) => value));
  return {
    name: name.replace(/^\//, ''),
    cpuPercent: cpuPercent(stats),
    memory,
    memoryLimit,
    memoryPercent: memoryLimit === 0 ? 0 : (memory / memoryLimit) * 100,
    received: sum(Object.values(networks).map(({ rx_bytes: bytes }) => bytes)),
    sent: sum(Object.values(networks).map(({ tx_bytes: bytes }) => bytes)),
    read: moved(/^r/i),
    written: moved(/^w/i),
    processes: pids?.current ?? 0,
  };
}

function cpuPercent({ cpu_stats: now, precpu_stats: before }: ContainerStats): number {
  const used = now.cpu_usage.total_usage - before.cpu_usage.total_usage;
  const passed = (now.system_cpu_usage ?? 0) - (before.system_cpu_usage ?? 0);
  const processors = now.online_cpus || (now.cpu_usage.percpu_usage?.length ?? 0);
  return used > 0 && passed > 0 ? (used / passed) * processors * 100 : 0;
}

/** Files that are only cached don't count. The first name is that of cgroup 1, the second that of cgroup 2. */
function usedMemory({ usage = 0, stats = {} }: ContainerStats['memory_stats']): number {
  const cached = [stats.total_inactive_file, stats.inactive_file].find(bytes => bytes !== undefined && bytes < usage);
  return usage - (cached ?? 0);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
