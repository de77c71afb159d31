import type { ContainerSummary } from '../../engine/api.ts';
import { psFields } from '../ps.ts';
import type { DevContainer } from './state.ts';

/** What the screen shows of a container. `host` is where its ports are published. */
export function devContainer(container: ContainerSummary, host: string): DevContainer {
  const { Service, Name, State, Health, ExitCode, Publishers } = psFields(container, { now: new Date(0) });
  const published = Publishers.filter(({ PublishedPort, Protocol }) => PublishedPort > 0 && Protocol === 'tcp');
  const urls = published.map(({ URL: ip, TargetPort, PublishedPort }) => {
    const scheme = TargetPort === 443 ? 'https' : 'http';
    const place = isAny(ip) ? host : ip.includes(':') ? `[${ip}]` : ip;
    return `${scheme}://${place === '127.0.0.1' ? 'localhost' : place}:${PublishedPort}`;
  });
  return { service: Service, name: Name, state: State, health: Health, exitCode: ExitCode, urls: [...new Set(urls)] };
}

function isAny(ip: string): boolean {
  return ip === '' || ip === '0.0.0.0' || ip === '::';
}
