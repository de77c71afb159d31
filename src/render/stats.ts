import type { ContainerUsage } from '../model/listings.ts';
import { binarySize, humanSize } from './human.ts';
import { type Layout, renderFormat } from './template/format.ts';
import { Struct } from './template/values.ts';

const columns = ['ID', 'Name', 'CPUPerc', 'MemUsage', 'MemPerc', 'NetIO', 'BlockIO', 'PIDs'];

const layout: Layout = {
  headings: {
    Container: 'CONTAINER',
    Name: 'NAME',
    ID: 'CONTAINER ID',
    CPUPerc: 'CPU %',
    MemUsage: 'MEM USAGE / LIMIT',
    MemPerc: 'MEM %',
    NetIO: 'NET I/O',
    BlockIO: 'BLOCK I/O',
    PIDs: 'PIDS',
  },
  named: { table: `table ${columns.map(column => `{{.${column}}}`).join('\\t')}` },
};

/** `format`: `table`, `json` or a template. */
export function renderStats(
  containers: readonly ContainerUsage[],
  { format, noTrunc }: { readonly format: string; readonly noTrunc: boolean },
): string {
  return renderFormat(
    format,
    containers.map(container => new Struct('*container.statsContext', fieldsOf(container, noTrunc), {})),
    layout,
  );
}

function fieldsOf({ id, sample }: ContainerUsage, noTrunc: boolean): Record<string, string> {
  const ID = noTrunc ? id : id.slice(0, 12);
  if (sample === undefined) {
    const unknown = '--';
    return {
      BlockIO: unknown,
      CPUPerc: unknown,
      Container: id,
      ID,
      MemPerc: unknown,
      MemUsage: '-- / --',
      Name: unknown,
      NetIO: unknown,
      PIDs: unknown,
    };
  }
  const { name, cpuPercent, memory, memoryLimit, memoryPercent, received, sent, read, written, processes } = sample;
  return {
    BlockIO: `${humanSize(read)} / ${humanSize(written)}`,
    CPUPerc: `${cpuPercent.toFixed(2)}%`,
    Container: id,
    ID,
    MemPerc: `${memoryPercent.toFixed(2)}%`,
    MemUsage: `${binarySize(memory)} / ${binarySize(memoryLimit)}`,
    Name: name,
    NetIO: `${humanSize(received)} / ${humanSize(sent)}`,
    PIDs: String(processes),
  };
}
