import { expect, test } from 'vitest';
import type { ContainerConfig, HostConfig } from '../../src/engine/api.ts';
import { fieldDigests } from '../../src/model/field-digests.ts';
import { serviceHash } from '../../src/model/hash.ts';
import { gantryLabel, label } from '../../src/model/labels.ts';
import { discretionOf } from '../../src/model/secrecy.ts';
import type { Service } from '../../src/model/service.ts';
import { explain } from '../../src/plan/explain.ts';
import { formatReason } from '../../src/plan/reason.ts';
import { reconcile } from '../../src/plan/reconcile.ts';
import { observed, project } from '../support/builders.ts';

const image = { Env: ['PATH=/bin'], Cmd: ['sh'] };

interface Shape {
  readonly config?: ContainerConfig;
  readonly host?: HostConfig;
}

/** Why `service` is recreated, when its container was made from `before` and looks like `old`. */
function why(
  before: Partial<Service>,
  service: Partial<Service>,
  shapes?: { old: Shape; next: Shape },
  { labelled = true, environment = {} as Record<string, string> } = {},
) {
  const wanted = project({ services: { web: service } });
  const formerly = project({ services: { web: before }, environment });
  const former = formerly.services.web!;
  const configHash = serviceHash(former);
  const labels = {
    [label.version]: '5.5.0',
    ...(labelled
      ? { [gantryLabel.fields]: fieldDigests(former, { configHash, discretion: discretionOf(formerly) }) }
      : {}),
  };
  const plan = reconcile(wanted, observed(wanted, { containers: [{ service: 'web', configHash, labels }] }));
  const shape = ({ config = {}, host = {} }: Shape) => ({ config, host, image, endpoints: {}, ownNames: [] });
  const replacing = new Map(shapes ? [[1, { old: shape(shapes.old), next: shape(shapes.next) }]] : []);
  const models = [{ composeVersion: '5', project: wanted } as const];
  const explained = explain(plan, { project: wanted, models, replacing, discretion: (_, value) => value });
  return formatReason(explained.nodes[0]!.reason);
}

test('names fields by the label, and their values by the container', () => {
  const shapes = {
    old: {
      config: { Env: ['A=1', 'PATH=/bin'], Cmd: ['sh'] },
      host: { PortBindings: { '80/tcp': [{ HostPort: '1' }] } },
    },
    next: { config: { Env: ['A=2', 'B=x'], Cmd: null }, host: { PortBindings: { '80/tcp': [{ HostPort: '2' }] } } },
  };
  const port = (published: string) => [{ target: 80, published, protocol: 'tcp', mode: 'ingress' }];
  expect(
    why({ environment: { A: '1' }, ports: port('1') }, { environment: { A: '2', B: 'x' }, ports: port('2') }, shapes),
  ).toBe('environment.A 1 → 2; environment.B added: x; ports 1:80 → 2:80');
});

test('names fields without values where the container is not to be seen', () => {
  expect(why({ user: 'a', environment: { A: '1' } }, { user: 'b' })).toBe('environment.A removed; user changed');
});

test('without a label finds what can be seen, and takes no default for a change', () => {
  const shapes = {
    old: {
      config: { Env: ['A=1', 'PATH=/bin'], Cmd: ['sh'], Hostname: 'x' },
      host: {
        ShmSize: 67108864,
        IpcMode: 'private',
        RestartPolicy: { Name: 'no' },
        MemorySwap: 0,
        CapAdd: ['CAP_KILL'],
      },
    },
    next: { config: { Env: ['A=2'], Cmd: null, Hostname: 'x' }, host: { ShmSize: 0, IpcMode: '', CapAdd: ['kill'] } },
  };
  expect(why({ environment: { A: '1' } }, { environment: { A: '2' } }, shapes, { labelled: false })).toBe(
    'environment.A 1 → 2',
  );
});

test('gives the hashes where no field can be named', () => {
  expect(why({ environment: { A: '1' } }, { environment: { A: '2' } }, undefined, { labelled: false })).toMatch(
    /^configuration changed \(hash [0-9a-f]{8} → [0-9a-f]{8}\)$/,
  );
});

test('hides an old value that had a secret in it, when nothing tells so any more', () => {
  const shapes = {
    old: { config: { Env: ['MOTTO=say rosebud', 'PLAIN=1'] } },
    next: { config: { Env: ['MOTTO=say nothing', 'PLAIN=2'] } },
  };
  expect(
    why(
      { environment: { MOTTO: 'say rosebud', PLAIN: '1' } },
      { environment: { MOTTO: 'say nothing', PLAIN: '2' } },
      shapes,
      { environment: { DB_PASSWORD: 'rosebud' } },
    ),
  ).toMatch(/^environment\.MOTTO \*{3}\(sha:[0-9a-f]{4}\) → \*{3}\(sha:[0-9a-f]{4}\); environment\.PLAIN 1 → 2$/);
});
