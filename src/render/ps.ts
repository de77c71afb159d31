import type { ContainerSummary, PortSummary } from '../engine/api.ts';
import { ellipsis } from './display-width.ts';
import { humanDuration, humanSize } from './human.ts';
import { renderPorts } from './ports.ts';
import { renderTable } from './table.ts';

export interface PsRenderOptions {
  readonly now: Date;
  /** Whole ids, commands and mounts. Default: false. */
  readonly noTrunc?: boolean;
}

const header = ['NAME', 'IMAGE', 'COMMAND', 'SERVICE', 'CREATED', 'STATUS', 'PORTS'];

export function renderPsTable(containers: readonly ContainerSummary[], options: PsRenderOptions): string {
  return renderTable([
    header,
    ...containers.map(container => [
      nameOf(container),
      imageOf(container, options),
      commandOf(container, options),
      labelOf(container, 'service'),
      age(container, options.now),
      container.Status,
      renderPorts(container.Ports),
    ]),
  ]);
}

/** An object a line, its fields by name: those of Docker Compose 5. */
export function renderPsJson(containers: readonly ContainerSummary[], options: PsRenderOptions): string {
  return containers.map(container => `${escapeHtml(JSON.stringify(psFields(container, options)))}\n`).join('');
}

/** What there is to tell of a container, by the names that templates call it by. */
export function psFields(container: ContainerSummary, options: PsRenderOptions) {
  const name = nameOf(container);
  return {
    Command: commandOf(container, options),
    CreatedAt: createdAt(container),
    Engine: '',
    ExitCode: Number(/^Exited \((-?\d+)\)/.exec(container.Status)?.[1] ?? 0),
    Health: healthOf(container),
    ID: options.noTrunc ? container.Id : container.Id.slice(0, 12),
    Image: imageOf(container, options),
    Labels: labelsOf(container),
    LocalVolumes: String(container.Mounts.filter(mount => mount.Driver === 'local').length),
    Mounts: container.Mounts.map(mount =>
      truncate(mount.Name || mount.Source || '', options.noTrunc ? undefined : 15),
    ).join(','),
    Name: name,
    Names: name,
    Networks: Object.keys(container.NetworkSettings?.Networks ?? {})
      .sort()
      .join(','),
    Ports: renderPorts(container.Ports),
    Project: labelOf(container, 'project'),
    Publishers: [...container.Ports].sort(byTarget).map(publisherOf),
    RunningFor: age(container, options.now),
    Service: labelOf(container, 'service'),
    Size: sizeOf(container),
    State: container.State,
    Status: container.Status,
  };
}

/** A container's own name; those that links give it have a second slash. */
function nameOf({ Names: names }: ContainerSummary): string {
  return (names.find(name => !name.includes('/', 1)) ?? names[0] ?? '').replace(/^\//, '');
}

function labelOf({ Labels: labels }: ContainerSummary, key: string): string {
  return labels[`com.docker.compose.${key}`] ?? '';
}

function labelsOf({ Labels: labels }: ContainerSummary): string {
  return Object.keys(labels)
    .sort()
    .map(key => `${key}=${labels[key]}`)
    .join(',');
}

/** A digest behind a name is left out. An image that has lost its name is shown by its whole id, as Docker Compose does. */
function imageOf({ Image: image }: ContainerSummary, { noTrunc = false }: PsRenderOptions): string {
  if (image === '') return '<no image>';
  if (noTrunc) return image;
  return image.replace(/@sha256:[0-9a-f]{64}$/, '');
}

function commandOf({ Command: command }: ContainerSummary, { noTrunc = false }: PsRenderOptions): string {
  return JSON.stringify(truncate(command, noTrunc ? undefined : 20));
}

function truncate(text: string, columns: number | undefined): string {
  return columns === undefined ? text : ellipsis(text, columns);
}

function age({ Created: created }: ContainerSummary, now: Date): string {
  return `${humanDuration(now.getTime() / 1000 - created)} ago`;
}

/** In UTC, wherever we are: `2026-01-02 03:04:05 +0000 UTC`. */
function createdAt({ Created: created }: ContainerSummary): string {
  const [date, time] = new Date(created * 1000).toISOString().split(/[T.]/);
  return `${date} ${time} +0000 UTC`;
}

/** The list of containers tells health in its sentence only. */
function healthOf({ Status: status }: ContainerSummary): string {
  return /\((?:health: )?(starting|healthy|unhealthy)\)$/.exec(status)?.[1] ?? '';
}

function sizeOf({ SizeRw: size = 0, SizeRootFs: total = 0 }: ContainerSummary): string {
  return total > 0 ? `${humanSize(size)} (virtual ${humanSize(total)})` : humanSize(size);
}

function publisherOf({ IP: ip, PrivatePort: target, PublicPort: published, Type: protocol }: PortSummary) {
  return { URL: ip ?? '', TargetPort: target, PublishedPort: published ?? 0, Protocol: protocol };
}

function byTarget(a: PortSummary, b: PortSummary): number {
  const byPort = a.PrivatePort - b.PrivatePort;
  const [ipA, ipB] = [a.IP ?? '', b.IP ?? ''];
  if (byPort !== 0 || ipA === ipB)
    return byPort || (a.PublicPort ?? 0) - (b.PublicPort ?? 0) || (a.Type < b.Type ? -1 : 1);
  return ipA < ipB ? -1 : 1;
}

/** As Go writes JSON. */
function escapeHtml(json: string): string {
  return json.replace(/[<>&\u2028\u2029]/g, character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
