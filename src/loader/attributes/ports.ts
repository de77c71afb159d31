import { isList, isMap, type Tree, type TreeMap, treeMap, YamlFloat } from '../tree.ts';
import { goText } from '../values/go-text.ts';
import { ipVersion } from '../values/ip-address.ts';
import { ValueError } from '../values/value-error.ts';
import type { Attribute, Scope } from './attribute.ts';
import { parsePort } from './port-text.ts';

export const ports: Attribute = { canonical: expandPorts, uniqueBy: portKey };

export const port: Attribute = {
  defaults: value =>
    isMap(value) ? treeMap([['mode', 'ingress'], ['protocol', 'tcp'], ...Object.entries(value)]) : value,
  check: checkHostIp,
};

/** A short entry may stand for a range of ports; a list with an unreadable entry stays as it was. */
function expandPorts(value: Tree, scope: Scope): Tree {
  if (!isList(value)) return value;
  const entries = value.map((entry, index) => expandPort(entry, index, scope));
  return entries.some(entry => entry === undefined) ? value : entries.flatMap(entry => entry!);
}

function expandPort(entry: Tree, index: number, { path, problem }: Scope): readonly Tree[] | undefined {
  const report = (message: string, hint = 'write [HOST:]CONTAINER[/PROTOCOL], such as 8080:80/tcp') => {
    problem('invalid-port', message, {
      below: [index],
      hint,
    });
    return undefined;
  };
  if (isMap(entry)) return [entry];
  if (isList(entry)) return undefined;
  if (entry instanceof YamlFloat) return report(`${path.join('.')}: invalid type float64 for port`);
  try {
    return parsePort(String(entry));
  } catch (error) {
    if (error instanceof ValueError) return report(error.message, error.hint);
    throw error;
  }
}

function portKey(entry: Tree): string | undefined {
  if (!isMap(entry)) return typeof entry === 'string' || typeof entry === 'number' ? String(entry) : undefined;
  // Docker Compose takes a published port without quotes for another than the same one in quotes.
  const published = typeof entry.published === 'number' ? `int ${entry.published}` : textOf(entry.published, '');
  return `${textOf(entry.host_ip, '0.0.0.0')}:${published}:${textOf(entry.target, '')}/${textOf(entry.protocol, 'tcp')}`;
}

function textOf(value: TreeMap[string] | undefined, otherwise: string): string {
  return value === undefined || value === null || isMap(value) || isList(value) ? otherwise : goText(value);
}

function checkHostIp(value: Tree, { path, problem }: Scope): void {
  if (!isMap(value)) return;
  const at = `${path.slice(0, -1).join('.')}.[]`;
  if (typeof value.host_ip === 'string' && ipVersion(value.host_ip) === 0) {
    problem('invalid-host-ip', `${at}: invalid ip address: ${value.host_ip}`, {
      below: ['host_ip'],
      hint: 'write an address of this machine, such as 127.0.0.1 or ::1',
    });
  }
  if (value.target === undefined || value.target === 0) {
    problem(
      'missing-target-port',
      `service ports ${path.slice(0, -1).join('.')}.[${path.at(-1)}] is missing a target port`,
      { hint: 'add "target:", the port in the container' },
    );
  }
}
