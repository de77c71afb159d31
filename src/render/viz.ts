import type { ProjectGraph, ServiceNode } from '../model/project-graph.ts';
import type { Port } from '../model/service.ts';

export interface VizOptions {
  readonly image: boolean;
  readonly networks: boolean;
  readonly ports: boolean;
  /** Of one step. */
  readonly indentation: string;
}

/** Services and what they depend on for Graphviz, in Docker Compose's form; its order is random, ours by name. */
export function renderViz({ name, services }: ProjectGraph, options: VizOptions): string {
  const { indentation } = options;
  const edges = services.flatMap(({ name: from, dependencies }) =>
    dependencies.map(({ service }) => `${indentation}"${from}" -> "${service}";\n`),
  );
  return [
    `digraph "${name}" {\n`,
    `${indentation}layout=dot;\n`,
    ...services.map(
      service => `${indentation}"${service.name}" [style="filled" label=<${label(service, options)}>];\n`,
    ),
    '\n',
    ...edges,
    '}\n\n',
  ].join('');
}

function label(service: ServiceNode, { image, networks, ports }: VizOptions): string {
  return [
    `<font point-size="15">${service.name}</font>`,
    ...(networks ? section('Networks', service.networks) : []),
    ...(ports ? section('Ports', service.ports.map(portText)) : []),
    ...(image ? section('Image', [service.image]) : []),
  ].join('');
}

function section(title: string, lines: readonly string[]): string[] {
  if (lines.length === 0) return [];
  return [
    `<font point-size="10"><br/><br/><b>${title}:</b>${lines.map(line => `<br/>${escaped(line)}`).join('')}</font>`,
  ];
}

function portText({ host_ip: ip, published = '', target, protocol = 'tcp', mode = 'ingress' }: Port): string {
  return `${ip ? `${ip}:` : ''}${published}:${target} (${protocol}, ${mode})`;
}

/** What an engine would not take for a name may stand in a file nevertheless. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
