import type { VolumeResource } from '../engine/api.ts';
import { type Layout, renderFormat } from './template/format.ts';
import { Struct } from './template/values.ts';

const layout: Layout = {
  headings: {
    Availability: 'AVAILABILITY',
    Driver: 'DRIVER',
    Group: 'GROUP',
    Labels: 'LABELS',
    Links: 'LINKS',
    Mountpoint: 'MOUNTPOINT',
    Name: 'VOLUME NAME',
    Scope: 'SCOPE',
    Size: 'SIZE',
    Status: 'STATUS',
  },
  named: { table: 'table {{.Driver}}\\t{{.Name}}', raw: 'name: {{.Name}}\\ndriver: {{.Driver}}\\n' },
};

/** `format`: `table`, `json`, `raw` or a template. */
export function renderVolumes(volumes: readonly VolumeResource[], format: string): string {
  return renderFormat(format, volumes.map(rowOf), layout);
}

/** What the engine tells only of clusters, or when it has counted, isn't asked for. */
function rowOf({ Driver, Labels: labels, Mountpoint, Name, Scope = 'local' }: VolumeResource): Struct {
  const unknown = 'N/A';
  const Labels = Object.keys(labels ?? {})
    .sort()
    .map(key => `${key}=${labels![key]}`)
    .join(',');
  return new Struct(
    '*formatter.volumeContext',
    {
      Availability: unknown,
      Driver,
      Group: unknown,
      Labels,
      Links: unknown,
      Mountpoint,
      Name,
      Scope,
      Size: unknown,
      Status: unknown,
    },
    { Label: key => labels?.[key] ?? '' },
  );
}
