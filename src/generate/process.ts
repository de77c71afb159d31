import type { ContainerConfig, HealthConfig, ImageConfig } from '../engine/api.ts';
import type { Healthcheck, Service } from '../model/service.ts';
import { type ContainerFacts, ownLabels } from './facts.ts';

/** What runs in it, where, and as whom. */
export function toProcessAttributes({ container, image }: ContainerFacts): Partial<Service> {
  const { Config: config, HostConfig: host } = container;
  const standard = image?.Config ?? {};
  const other = <Value>(value: Value, inherited: Value) => (value === inherited ? undefined : value);
  return {
    ...words(config, standard),
    environment: environmentOf(config.Env ?? [], standard.Env ?? []),
    labels: labelsOf(config, standard),
    hostname: hostnameOf(config.Hostname, container.Id, host.NetworkMode ?? ''),
    domainname: config.Domainname,
    user: other(config.User, standard.User ?? ''),
    working_dir: other(config.WorkingDir, standard.WorkingDir ?? ''),
    tty: config.Tty,
    stdin_open: config.OpenStdin,
    stop_signal: other(config.StopSignal, standard.StopSignal),
    stop_grace_period: typeof config.StopTimeout === 'number' ? `${config.StopTimeout}s` : undefined,
    healthcheck: healthcheckOf(config.Healthcheck, standard.Healthcheck),
  };
}

/** An entrypoint of its own leaves the image's command out, so that the command is said with it. */
function words(config: ContainerConfig, image: ImageConfig): Pick<Service, 'command' | 'entrypoint'> {
  const { Entrypoint: entrypoint, Cmd: command } = config;
  const same = (a: readonly string[] | null | undefined, b: readonly string[] | null | undefined) =>
    JSON.stringify(a ?? []) === JSON.stringify(b ?? []);
  if (!same(entrypoint, image.Entrypoint)) return { entrypoint: entrypoint ?? [], command: command ?? undefined };
  return same(command, image.Cmd) ? {} : { command: command ?? [] };
}

function environmentOf(own: readonly string[], inherited: readonly string[]): Service['environment'] {
  const kept = own.filter(entry => !inherited.includes(entry));
  const unset = namesOf(inherited).filter(name => !namesOf(own).includes(name));
  return {
    ...Object.fromEntries(kept.map(entry => [nameIn(entry), entry.slice(nameIn(entry).length + 1)])),
    // A name alone takes a variable of the image away.
    ...Object.fromEntries(unset.map(name => [name, null])),
  };
}

function namesOf(entries: readonly string[]): string[] {
  return entries.map(nameIn);
}

function nameIn(entry: string): string {
  return entry.split('=', 1)[0]!;
}

function labelsOf(config: ContainerConfig, image: ImageConfig): Record<string, string> {
  const inherited = image.Labels ?? {};
  return Object.fromEntries(
    Object.entries(ownLabels(config.Labels)).filter(([key, value]) => inherited[key] !== value),
  );
}

/** Whoever shares a network namespace shares its name, too. */
function hostnameOf(hostname: string | undefined, id: string, networkMode: string): string | undefined {
  return hostname === id.slice(0, 12) || /^(host$|container:)/.test(networkMode) ? undefined : hostname;
}

function healthcheckOf(own: HealthConfig | undefined, inherited: HealthConfig | undefined): Healthcheck | undefined {
  if (own === undefined || JSON.stringify(own) === JSON.stringify(inherited)) return undefined;
  if (own.Test?.[0] === 'NONE') return { disable: true };
  const isInherited = JSON.stringify(own.Test) === JSON.stringify(inherited?.Test);
  return {
    test: isInherited ? undefined : own.Test,
    interval: duration(own.Interval),
    timeout: duration(own.Timeout),
    start_period: duration(own.StartPeriod),
    start_interval: duration(own.StartInterval),
    retries: own.Retries,
  };
}

const units = [
  ['s', 1e9],
  ['ms', 1e6],
  ['us', 1e3],
  ['ns', 1],
] as const;

function duration(nanoseconds: number | undefined): string | undefined {
  if (!nanoseconds) return undefined;
  const [unit, size] = units.find(([, each]) => nanoseconds % each === 0)!;
  return `${nanoseconds / size}${unit}`;
}
