import type { Cast } from './attributes/attribute.ts';
import { type Scalar, YamlFloat } from './tree.ts';

export type CastResult =
  | { readonly value: Scalar; readonly warning?: string }
  | { readonly mistake: string; readonly warning?: undefined };

/** Reads `text` as Go's strconv does, which is how Docker Compose does it. */
export function castOf(cast: Cast, text: string): CastResult {
  if (cast === 'boolean') return castBoolean(text);
  return cast === 'float' ? castFloat(text) : castInteger(text);
}

function castBoolean(text: string): CastResult {
  const word = text.toLowerCase();
  if (word === 'true' || word === 'false') return { value: word === 'true' };
  const value = ['y', 'yes', 'on'].includes(word);
  if (!value && !['n', 'no', 'off'].includes(word)) return { mistake: `invalid boolean: ${text}` };
  return { value, warning: `"${text}" for boolean is not supported by YAML 1.2, please use \`${value}\`` };
}

function castInteger(text: string): CastResult {
  const failed = (reason: string) => ({ mistake: `strconv.Atoi: parsing ${JSON.stringify(text)}: ${reason}` });
  if (!/^[-+]?[0-9]+$/.test(text)) return failed('invalid syntax');
  const value = BigInt(text.replace(/^\+/, ''));
  if (BigInt.asIntN(64, value) !== value) return failed('value out of range');
  return { value: Number.isSafeInteger(Number(value)) ? Number(value) : value };
}

function castFloat(text: string): CastResult {
  const failed = (reason: string) => ({ mistake: `strconv.ParseFloat: parsing ${JSON.stringify(text)}: ${reason}` });
  const special = /^([-+]?)(?:(inf(?:inity)?)|nan)$/i.exec(text);
  if (special !== null) {
    const magnitude = special[2] === undefined ? Number.NaN : Number.POSITIVE_INFINITY;
    return { value: new YamlFloat(special[1] === '-' ? -magnitude : magnitude) };
  }
  if (!/^[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?$/.test(text)) return failed('invalid syntax');
  const value = Number(text);
  return Number.isFinite(value) ? { value: new YamlFloat(value) } : failed('value out of range');
}
