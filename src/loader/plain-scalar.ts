import { type Scalar, YamlFloat } from './tree.ts';

/** A date or a time, which YAML 1.1 has and Compose refuses outside extensions; printed as Go prints it. */
export interface Timestamp {
  readonly timestamp: string;
}

/** The value of an unquoted scalar in the reading of Docker Compose's YAML library: mostly YAML 1.2, some of 1.1. */
export function resolvePlain(text: string): Scalar | Timestamp {
  const word = words.get(text);
  if (word !== undefined) return word;
  const first = text.charCodeAt(0);
  const numeric = (first >= 48 && first <= 57) || first === 43 || first === 45 || first === 46;
  if (!numeric) return text;
  return parseTimestamp(text) ?? parseInteger(text) ?? parseFloatText(text) ?? text;
}

/** `17`, `017` (octal), `0o17`, `0x1f`, `0b11`, `1_000`, with a sign if any; undefined for anything else. */
export function parseInteger(text: string): number | bigint | undefined {
  const match = /^([-+]?)(?:0[xX]([0-9a-fA-F]+)|0[bB]([01]+)|0[oO]?([0-7]+)|(0|[1-9][0-9]*))$/.exec(
    text.charCodeAt(0) === 46 ? '' : text.replaceAll('_', ''),
  );
  if (match === null) return undefined;
  const [, sign, hex, binary, octal, decimal] = match;
  const digits = hex !== undefined ? `0x${hex}` : binary !== undefined ? `0b${binary}` : octal && `0o${octal}`;
  return integerInRange(sign === '-', BigInt(digits || decimal!));
}

/** `1.5`, `1e3`, `.5`, also `08`, which is no octal number. */
export function parseFloatText(text: string): YamlFloat | undefined {
  const plain = text.charCodeAt(0) === 46 ? text : text.replaceAll('_', '');
  if (!/^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/.test(plain)) return undefined;
  const value = Number(plain);
  return Number.isFinite(value) ? new YamlFloat(value) : undefined;
}

const words: ReadonlyMap<string, Scalar> = new Map<string, Scalar>([
  ...['', '~', 'null', 'Null', 'NULL'].map(word => [word, null] as const),
  ...['true', 'True', 'TRUE'].map(word => [word, true] as const),
  ...['false', 'False', 'FALSE'].map(word => [word, false] as const),
  ...['.nan', '.NaN', '.NAN'].map(word => [word, new YamlFloat(Number.NaN)] as const),
  ...['.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF'].map(
    word => [word, new YamlFloat(Number.POSITIVE_INFINITY)] as const,
  ),
  ...['-.inf', '-.Inf', '-.INF'].map(word => [word, new YamlFloat(Number.NEGATIVE_INFINITY)] as const),
]);

// Go's int64 and uint64; what fits neither is a float.
function integerInRange(negative: boolean, magnitude: bigint): number | bigint | undefined {
  if (magnitude > (negative ? 2n ** 63n : 2n ** 64n - 1n)) return undefined;
  const value = negative ? -magnitude : magnitude;
  return BigInt.asIntN(54, value) === value ? Number(value) : value;
}

const timestamp =
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?:(?:[Tt]|\s+)(\d{1,2}):(\d{1,2}):(\d{1,2})(\.\d+)?(Z|[-+]\d{2}:\d{2})?)?$/;

function parseTimestamp(text: string): Timestamp | undefined {
  const match = timestamp.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '', zone = 'Z'] = match;
  // A time with a zone needs the T between; with a space it is plain text.
  if (match[8] !== undefined && !/[Tt]/.test(text)) return undefined;
  if (match[4] !== undefined && match[8] === undefined && /[Tt]/.test(text)) return undefined;
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  const exists = date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day);
  if (!exists || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  const two = (part: string | undefined) => String(part).padStart(2, '0');
  return {
    timestamp: `${year}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}:${two(second)}${fraction}${zone}`,
  };
}
