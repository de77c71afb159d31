import type { DependencyEdge, ProjectGraph, ServiceNode } from '../model/project-graph.ts';

/** A node or an edge of a drawing, whatever its language. */
interface Drawing {
  readonly nodes: readonly { readonly id: string; readonly kind: Kind; readonly lines: readonly string[] }[];
  readonly edges: readonly {
    readonly from: string;
    readonly to: string;
    readonly text: string;
    readonly style: 'solid' | 'dashed' | 'plain';
  }[];
}

type Kind = 'service' | 'network' | 'volume';

/** For Mermaid, which code forges draw where they show Markdown. */
export function renderMermaid(graph: ProjectGraph): string {
  const { nodes, edges } = drawingOf(graph);
  const brackets: Readonly<Record<Kind, readonly [string, string]>> = {
    service: ['["', '"]'],
    network: ['(["', '"])'],
    volume: ['[("', '")]'],
  };
  const arrows = { solid: '-->', dashed: '-.->', plain: '---' };
  const quoted = (text: string) => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
  return [
    'flowchart LR\n',
    ...nodes.map(({ id, kind, lines }) => {
      const [open, close] = brackets[kind];
      return `  ${id}${open}${lines.map(quoted).join('<br/>')}${close}\n`;
    }),
    ...edges.map(({ from, to, text, style }) => {
      const label = text === '' ? '' : `|"${quoted(text)}"|`;
      return `  ${from} ${arrows[style]}${label} ${to}\n`;
    }),
  ].join('');
}

/** For Graphviz. */
export function renderDot(graph: ProjectGraph): string {
  const { nodes, edges } = drawingOf(graph);
  const shapes: Readonly<Record<Kind, string>> = { service: 'box', network: 'ellipse', volume: 'cylinder' };
  const styles = { solid: '', dashed: ' style=dashed', plain: ' dir=none' };
  const quoted = (text: string) => `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;
  return [
    `digraph ${quoted(graph.name)} {\n`,
    '  rankdir=LR;\n',
    ...nodes.map(({ id, kind, lines }) => `  ${id} [shape=${shapes[kind]} label=${quoted(lines.join('\n'))}];\n`),
    ...edges.map(({ from, to, text, style }) => {
      const attributes = `${text === '' ? '' : ` label=${quoted(text)}`}${styles[style]}`.trim();
      return `  ${from} -> ${to}${attributes === '' ? '' : ` [${attributes}]`};\n`;
    }),
    '}\n',
  ].join('');
}

/** Names may be words of the languages, so that nodes have numbers. */
function drawingOf({ services, networks, volumes }: ProjectGraph): Drawing {
  const ids = {
    service: (name: string) => `service${services.findIndex(service => service.name === name) + 1}`,
    network: (key: string) => `network${networks.indexOf(key) + 1}`,
    volume: (key: string) => `volume${volumes.indexOf(key) + 1}`,
  };
  return {
    nodes: [
      ...services.map(service => ({
        id: ids.service(service.name),
        kind: 'service' as const,
        lines: linesOf(service),
      })),
      ...networks.map(key => ({ id: ids.network(key), kind: 'network' as const, lines: [key] })),
      ...volumes.map(key => ({ id: ids.volume(key), kind: 'volume' as const, lines: [key] })),
    ],
    edges: services.flatMap(service => {
      const from = ids.service(service.name);
      return [
        ...service.dependencies.map(dependency => ({
          from,
          to: ids.service(dependency.service),
          text: conditionText(dependency),
          style: dependency.required ? ('solid' as const) : ('dashed' as const),
        })),
        ...service.networks.map(key => ({ from, to: ids.network(key), text: '', style: 'plain' as const })),
        ...service.volumes.map(({ key, target, readOnly }) => ({
          from,
          to: ids.volume(key),
          text: readOnly ? `${target} (read-only)` : target,
          style: 'plain' as const,
        })),
      ];
    }),
  };
}

function linesOf({ name, ports }: ServiceNode): string[] {
  const published = ports.filter(({ published: port }) => port !== undefined);
  return [name, ...published.map(({ published: port, target, protocol }) => `${port}:${target}${suffix(protocol)}`)];
}

function suffix(protocol: string | undefined): string {
  return protocol === undefined || protocol === 'tcp' ? '' : `/${protocol}`;
}

function conditionText({ condition }: DependencyEdge): string {
  return { service_started: '', service_healthy: 'healthy', service_completed_successfully: 'completed' }[condition];
}
