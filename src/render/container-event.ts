import type { ContainerEvent } from '../model/listings.ts';

/** `2026-01-02 03:04:05.678901 container start <id> (image=…, name=…)` and an empty line, as Docker Compose has it. */
export function renderEvent({ action, id, attributes, time }: ContainerEvent): string {
  const { date, clock, nanoseconds } = localTime(time);
  const facts = sorted(attributes).map(([name, value]) => `${name}=${value}`);
  return `${date} ${clock}.${nanoseconds.slice(0, 6)} container ${action} ${id} (${facts.join(', ')})\n\n`;
}

/** One object on a line. */
export function renderEventJson({ action, id, service, attributes, time }: ContainerEvent): string {
  const { date, clock, nanoseconds, zone } = localTime(time);
  const fraction = nanoseconds.replace(/0+$/, '');
  const fields = {
    action,
    attributes: Object.fromEntries(sorted(attributes)),
    id,
    service,
    time: `${date}T${clock}${fraction && `.${fraction}`}${zone}`,
    type: 'container',
  };
  return `${JSON.stringify(fields)}\n`;
}

function sorted(attributes: Readonly<Record<string, string>>): [string, string][] {
  return Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1));
}

const second = 1_000_000_000n;

function localTime(time: bigint): { date: string; clock: string; nanoseconds: string; zone: string } {
  const moment = new Date(Number(time / second) * 1000);
  const offset = -moment.getTimezoneOffset();
  const [date = '', clock = ''] = new Date(moment.getTime() + offset * 60_000).toISOString().split(/[T.]/);
  const two = (number: number) => String(Math.floor(Math.abs(number))).padStart(2, '0');
  const zone = offset === 0 ? 'Z' : `${offset < 0 ? '-' : '+'}${two(offset / 60)}:${two(offset % 60)}`;
  return { date, clock, nanoseconds: String(time % second).padStart(9, '0'), zone };
}
