import { describe, expect, test } from 'vitest';
import type { ContainerStats } from '../../src/engine/api.ts';
import { usageOf } from '../../src/operations/usage.ts';

const idle: ContainerStats = {
  name: '/app-web-1',
  cpu_stats: { cpu_usage: { total_usage: 0 } },
  precpu_stats: { cpu_usage: { total_usage: 0 } },
  memory_stats: {},
};

describe('what a container uses', () => {
  test('is nothing when it is stopped', () => {
    expect(usageOf(idle)).toEqual({
      name: 'app-web-1',
      cpuPercent: 0,
      memory: 0,
      memoryLimit: 0,
      memoryPercent: 0,
      received: 0,
      sent: 0,
      read: 0,
      written: 0,
      processes: 0,
    });
  });

  test.each([
    ['the processors that it has', { online_cpus: 4 }, 100],
    ['the processors that are counted, in old engines', { percpu_usage: [1, 2] }, 50],
  ])('is a part of %s', (_, processors, percent) => {
    const { online_cpus, percpu_usage } = { online_cpus: 0, percpu_usage: [], ...processors };
    const stats = {
      ...idle,
      cpu_stats: { cpu_usage: { total_usage: 350, percpu_usage }, system_cpu_usage: 2000, online_cpus },
      precpu_stats: { cpu_usage: { total_usage: 100 }, system_cpu_usage: 1000 },
    };
    expect(usageOf(stats).cpuPercent).toBe(percent);
  });

  test.each([
    ['cgroup 1', { total_inactive_file: 300, inactive_file: 100 }, 700],
    ['cgroup 2', { inactive_file: 100 }, 900],
    ['a cache larger than all', { inactive_file: 5000 }, 1000],
  ])('counts no cached files, by %s', (_, counters, memory) => {
    const { memory: used, memoryPercent } = usageOf({
      ...idle,
      memory_stats: { usage: 1000, limit: 2000, stats: counters },
    });
    expect({ used, memoryPercent }).toEqual({ used: memory, memoryPercent: memory / 20 });
  });

  test('counts all networks and devices', () => {
    const { received, sent, read, written } = usageOf({
      ...idle,
      networks: { eth0: { rx_bytes: 1, tx_bytes: 2 }, eth1: { rx_bytes: 10, tx_bytes: 20 } },
      blkio_stats: {
        io_service_bytes_recursive: [
          { op: 'Read', value: 5 },
          { op: 'read', value: 6 },
          { op: 'Write', value: 7 },
          { op: 'Total', value: 18 },
        ],
      },
    });
    expect({ received, sent, read, written }).toEqual({ received: 11, sent: 22, read: 11, written: 7 });
  });
});
