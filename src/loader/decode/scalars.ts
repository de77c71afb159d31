import { isList, isMap, type Tree, YamlFloat } from '../tree.ts';
import { parseByteSize } from '../values/byte-sizes.ts';
import { formatDuration, parseDuration } from '../values/durations.ts';
import { goText, octalMode } from '../values/go-text.ts';
import { splitShellWords } from '../values/shell-words.ts';
import { ValueError } from '../values/value-error.ts';
import { reading } from './decoder.ts';

/** Text; whole numbers and booleans become it, fractions don't. */
export const text = reading(value => {
  if (value instanceof YamlFloat)
    throw new ValueError("expected type 'string', got unconvertible type 'float64'", 'write it in quotes');
  return scalarText(value);
});

/** Text from any scalar, null being empty. */
export const anyText = reading(value => (value === null ? '' : scalarText(value)));

export const boolean = reading(value => {
  if (typeof value === 'boolean') return value;
  if (typeof value === 'string' && trueTexts.has(value.toLowerCase())) return true;
  if (typeof value === 'string' && falseTexts.has(value.toLowerCase())) return false;
  throw new ValueError(`invalid boolean: ${scalarText(value)}`, 'write true or false');
});

/** A whole number; fractions are cut off. */
export const integer = reading(value => Math.trunc(toNumber(value)));

/** As `integer`, but no text: a mode in quotes could be meant in base 8 or 10. */
export const numericMode = reading(value => {
  if (typeof value !== 'string') return Math.trunc(toNumber(value));
  throw new ValueError("expected type 'uint32', got unconvertible type 'string'", 'write it without quotes, as 01777');
});

export const number = reading(toNumber);

/** A size; 0 is none. */
export const byteCount = reading(value => {
  const bytes = toByteCount(value);
  return bytes === '0' ? undefined : bytes;
});

/** Bytes, or operations, a second. */
export const rate = reading(toByteCount);

export const duration = reading(value => formatDuration(parseDuration(scalarText(value))));

/** A number is the mode itself, text is that number in base 8. */
export const fileMode = reading(value => {
  if (typeof value === 'string' && !/^[0-7]+$/.test(value)) {
    throw new ValueError(
      `strconv.ParseInt: parsing ${JSON.stringify(value)}: invalid syntax`,
      'write the mode in base 8, such as "0440"',
    );
  }
  return octalMode(typeof value === 'string' ? BigInt(`0o${value}`) : BigInt(Math.trunc(toNumber(value))));
});

export const shellWords = reading(value =>
  isList(value) ? value.map(scalarText) : splitShellWords(scalarText(value)),
);

export const stringOrList = reading(value => (isList(value) ? value : [value]).map(scalarText));

/** A YAML float is no size: Compose takes it for 0. */
function toByteCount(value: Tree): string {
  if (value instanceof YamlFloat) return '0';
  if (value === '-1' || typeof value !== 'string') return scalarText(value);
  return String(parseByteSize(value));
}

export function scalarText(value: Tree): string {
  if (value === null || isList(value) || isMap(value))
    throw new ValueError('expected a single value', 'write one value');
  return goText(value);
}

export function toNumber(value: Tree): number {
  if (value instanceof YamlFloat) return value.value;
  if (typeof value === 'number' || typeof value === 'bigint') return Number(value);
  if (typeof value === 'string' && /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(value)) return Number(value);
  throw new ValueError(
    `strconv.ParseFloat: parsing ${JSON.stringify(scalarText(value))}: invalid syntax`,
    'write a number',
  );
}

const trueTexts = new Set(['true', 'yes', 'y', 'on']);
const falseTexts = new Set(['false', 'no', 'n', 'off']);
