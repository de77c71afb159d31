import type { ContainerSummary } from '../engine/api.ts';
import { type PsRenderOptions, psFields } from './ps.ts';
import { type Layout, renderFormat } from './template/format.ts';
import { Struct } from './template/values.ts';

const layout: Layout = {
  headings: {
    Command: 'COMMAND',
    CreatedAt: 'CREATED AT',
    Engine: 'ENGINE',
    ID: 'CONTAINER ID',
    Image: 'IMAGE',
    Labels: 'LABELS',
    Name: 'NAME',
    Ports: 'PORTS',
    Project: 'PROJECT',
    RunningFor: 'CREATED',
    Service: 'SERVICE',
    Size: 'SIZE',
    State: 'STATE',
    Status: 'STATUS',
  },
  named: {
    raw: [
      'container_id: {{.ID}}',
      'image: {{.Image}}',
      'command: {{.Command}}',
      'created_at: {{.CreatedAt}}',
      'state: {{.State}}',
      'status: {{.Status}}',
      'names: {{.Names}}',
      'labels: {{.Labels}}',
      'ports: {{.Ports}}',
      '',
    ].join('\n'),
  },
};

/** `format`: `raw` or a template; `ps.ts` has the usual ones. */
export function renderPsFormat(
  containers: readonly ContainerSummary[],
  format: string,
  options: PsRenderOptions,
): string {
  return renderFormat(
    format,
    containers.map(container => rowOf(container, options)),
    layout,
  );
}

function rowOf(container: ContainerSummary, options: PsRenderOptions): Struct {
  const { Publishers, ...fields } = psFields(container, options);
  return new Struct(
    '*formatter.ContainerContext',
    { ...fields, Publishers: Publishers.map(publisher => new Struct('api.PortPublisher', publisher)) },
    { Label: key => container.Labels[key] ?? '' },
  );
}
