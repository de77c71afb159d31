import { show, toJson, typeOf, type Value } from './values.ts';

/** Go's `fmt.Sprintf`, with its marks for arguments that are missing, left over or of another type. */
export function sprintf(format: string, values: readonly Value[]): string {
  let next = 0;
  const text = format.replace(
    /%([-+# 0]*)(\*|\d+)?(?:\.(\d+))?([\s\S]|$)/gu,
    (_, flags: string, width: string | undefined, precision: string | undefined, verb: string) => {
      if (verb === '%') return '%';
      if (verb === '') return '%!(NOVERB)';
      const columns = width === '*' ? Number(values[next++]) : Number(width ?? 0);
      if (next >= values.length) return `%!${verb}(MISSING)`;
      const value = values[next++];
      const digits = precision === undefined ? undefined : Number(precision);
      return pad(convert(verb, value, { flags, digits }), columns, { flags, numeric: typeof value === 'number' });
    },
  );
  const left = values.slice(next).map(value => `${typeOf(value)}=${show(value)}`);
  return left.length === 0 ? text : `${text}%!(EXTRA ${left.join(', ')})`;
}

interface How {
  readonly flags: string;
  readonly digits: number | undefined;
}

function convert(verb: string, value: Value, { flags, digits }: How): string {
  const sign = typeof value === 'number' && value >= 0 ? (/\+/.exec(flags)?.[0] ?? / /.exec(flags)?.[0] ?? '') : '';
  if (verb === 'v') return `${sign}${show(value)}`;
  if (verb === 'T') return typeOf(value);
  if (Array.isArray(value)) return `[${value.map(item => convert(verb, item, { flags, digits })).join(' ')}]`;
  if (typeof value === 'string') {
    if (verb === 's') return [...value].slice(0, digits).join('');
    if (verb === 'q') return toJson(value);
    if (verb === 'x') return Buffer.from(value).toString('hex');
    if (verb === 'X') return Buffer.from(value).toString('hex').toUpperCase();
  }
  if (typeof value === 'boolean' && verb === 't') return String(value);
  if (typeof value === 'number') {
    const number = convertNumber(verb, value, digits);
    if (number !== undefined) return `${sign}${number}`;
  }
  return `%!${verb}(${typeOf(value)}=${show(value)})`;
}

const bases: Readonly<Record<string, number>> = { d: 10, b: 2, o: 8, x: 16, X: 16 };

function convertNumber(verb: string, value: number, digits: number | undefined): string | undefined {
  const base = bases[verb];
  if (Number.isInteger(value)) {
    if (base !== undefined) return verb === 'X' ? value.toString(base).toUpperCase() : value.toString(base);
    if (verb === 'c') return String.fromCodePoint(value);
    return undefined;
  }
  if (verb === 'f') return value.toFixed(digits ?? 6);
  if (verb === 'e') return value.toExponential(digits ?? 6).replace(/e([+-])(\d)$/, 'e$10$2');
  return verb === 'g' ? (digits === undefined ? String(value) : String(Number(value.toPrecision(digits)))) : undefined;
}

function pad(text: string, columns: number, { flags, numeric }: { flags: string; numeric: boolean }): string {
  const missing = columns - [...text].length;
  if (missing <= 0) return text;
  if (flags.includes('-')) return text + ' '.repeat(missing);
  if (!flags.includes('0') || !numeric) return ' '.repeat(missing) + text;
  const sign = /^[+-]/.exec(text)?.[0] ?? '';
  return sign + '0'.repeat(missing) + text.slice(sign.length);
}
