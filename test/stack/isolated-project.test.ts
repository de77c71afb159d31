import { describe, expect, test } from 'vitest';
import { isolatedProject } from '../../src/stack/isolated-project.ts';
import { project } from '../support/builders.ts';

const labels = { 'dev.gantry.stack': 'app' };

describe('an isolated project', () => {
  test('must have free ports instead of fixed ones, at the addresses of its files', () => {
    const ports = [
      { mode: 'ingress', target: 80, published: '8080', protocol: 'tcp', host_ip: '127.0.0.1' },
      { mode: 'ingress', target: 53, protocol: 'udp' },
    ];
    const wanted = project({ services: { web: { ports } } });
    expect(isolatedProject(wanted, { labels }).services.web?.ports).toEqual([
      { mode: 'ingress', target: 80, protocol: 'tcp', host_ip: '127.0.0.1' },
      { mode: 'ingress', target: 53, protocol: 'udp' },
    ]);
    expect(isolatedProject(wanted, { labels, ports: 'as-written' }).services.web?.ports).toEqual(ports);
  });

  test('must publish what tests want besides, and nothing twice', () => {
    const ports = [{ mode: 'ingress', target: 80, published: '8080', protocol: 'tcp' }];
    const wanted = project({ services: { web: { ports }, db: {} } });
    const { services } = isolatedProject(wanted, {
      labels,
      publish: { web: [80, 81], db: [5432] },
      publishAt: '127.0.0.1',
    });
    expect(services.web?.ports?.map(({ target, host_ip }) => [target, host_ip])).toEqual([
      [80, undefined],
      [81, '127.0.0.1'],
    ]);
    expect(services.db?.ports).toEqual([{ mode: 'ingress', target: 5432, protocol: 'tcp', host_ip: '127.0.0.1' }]);
  });

  test('must give its containers names of its own, and keep the ones they were known by in networks', () => {
    const wanted = project({ services: { web: { container_name: 'shop' } } });
    const { web } = isolatedProject(wanted, { labels }).services;
    expect(web).not.toHaveProperty('container_name');
    expect(web?.networks).toEqual({ default: { aliases: ['shop'] } });
  });

  test('must have no network or volume of anybody else but external ones', () => {
    const wanted = project({
      networks: { front: { name: 'front' }, theirs: { name: 'theirs', external: true } },
      volumes: { data: { name: 'precious', labels: { a: 'b' } }, kept: { name: 'kept', external: true } },
    });
    const { networks, volumes } = isolatedProject(wanted, { labels });
    expect(networks).toMatchObject({ front: { name: 'app_front', labels }, theirs: { name: 'theirs' } });
    expect(volumes).toMatchObject({ data: { name: 'app_data', labels: { a: 'b', ...labels } } });
    expect(volumes.kept).toEqual({ name: 'kept', external: true });
    expect(networks.theirs).not.toHaveProperty('labels');
  });
});
