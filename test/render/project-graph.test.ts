import { expect, test } from 'vitest';
import { main } from '../../src/cli/main.ts';
import { projectGraph } from '../../src/model/project-graph.ts';
import { renderDot, renderMermaid } from '../../src/render/project-graph.ts';
import { renderViz } from '../../src/render/viz.ts';
import { testWorld } from '../cli/world.ts';
import { project } from '../support/builders.ts';

const shop = project({
  name: 'shop',
  networks: { back: { name: 'shop_back' }, front: { name: 'shop_front' } },
  volumes: { data: { name: 'shop_data' } },
  services: {
    web: {
      image: 'a/web:1',
      networks: { front: null, back: { priority: 5 } },
      ports: [
        { host_ip: '127.0.0.1', target: 80, protocol: 'tcp', mode: 'ingress' },
        { target: 53, published: '5353', protocol: 'udp' },
      ],
      depends_on: {
        db: { condition: 'service_healthy', required: true },
        cache: { condition: 'service_started', required: false },
        gone: { condition: 'service_started', required: false },
      },
    },
    db: {
      networks: { back: null },
      volumes: [
        { type: 'volume', source: 'data', target: '/data', read_only: true },
        { type: 'volume', target: '/x' },
      ],
    },
    cache: { image: '"<odd>"', network_mode: 'none' },
  },
});
const graph = projectGraph(shop);

const plain = { image: false, networks: false, ports: false, indentation: '\t' };

test('viz draws services and what they depend on', () => {
  expect(renderViz(graph, plain)).toBe(
    [
      'digraph "shop" {',
      '\tlayout=dot;',
      '\t"cache" [style="filled" label=<<font point-size="15">cache</font>>];',
      '\t"db" [style="filled" label=<<font point-size="15">db</font>>];',
      '\t"web" [style="filled" label=<<font point-size="15">web</font>>];',
      '',
      '\t"web" -> "cache";',
      '\t"web" -> "db";',
      '}',
      '',
      '',
    ].join('\n'),
  );
});

test('viz adds what it is asked for', () => {
  const drawn = renderViz(graph, { image: true, networks: true, ports: true, indentation: '  ' });
  expect(drawn).toContain(
    '  "web" [style="filled" label=<<font point-size="15">web</font>' +
      '<font point-size="10"><br/><br/><b>Networks:</b><br/>back<br/>front</font>' +
      '<font point-size="10"><br/><br/><b>Ports:</b><br/>127.0.0.1::80 (tcp, ingress)<br/>5353:53 (udp, ingress)</font>' +
      '<font point-size="10"><br/><br/><b>Image:</b><br/>a/web:1</font>>];',
  );
  expect(drawn).toContain(
    '"cache" [style="filled" label=<<font point-size="15">cache</font>' +
      '<font point-size="10"><br/><br/><b>Image:</b><br/>"&lt;odd&gt;"</font>>];',
  );
  expect(drawn).toContain('<b>Image:</b><br/>busybox</font>');
});

test('a graph for Mermaid', () => {
  expect(renderMermaid(graph)).toBe(`flowchart LR
  service1["cache"]
  service2["db"]
  service3["web<br/>5353:53/udp"]
  network1(["back"])
  network2(["front"])
  volume1[("data")]
  service2 --- network1
  service2 ---|"/data (read-only)"| volume1
  service3 -.-> service1
  service3 -->|"healthy"| service2
  service3 --- network1
  service3 --- network2
`);
});

test('a graph for Graphviz', () => {
  expect(renderDot(graph)).toBe(`digraph "shop" {
  rankdir=LR;
  service1 [shape=box label="cache"];
  service2 [shape=box label="db"];
  service3 [shape=box label="web\\n5353:53/udp"];
  network1 [shape=ellipse label="back"];
  network2 [shape=ellipse label="front"];
  volume1 [shape=cylinder label="data"];
  service2 -> network1 [dir=none];
  service2 -> volume1 [label="/data (read-only)" dir=none];
  service3 -> service1 [style=dashed];
  service3 -> service2 [label="healthy"];
  service3 -> network1 [dir=none];
  service3 -> network2 [dir=none];
}
`);
});

test.each([
  [['viz', '--indentation-size', '-1'], 'invalid indentation size: -1'],
  [['graph', '--format', 'svg'], 'unsupported format "svg"'],
])('%j is refused', async (args, words) => {
  const { world, stderr } = testWorld();
  expect(await main(args, world)).toBe(1);
  expect(stderr()).toContain(words);
});
