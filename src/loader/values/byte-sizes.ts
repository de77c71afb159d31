import { ValueError } from './value-error.ts';

/** Reads `512`, `1.5gb`, `64 MiB`: a number, perhaps a blank, and a unit of 1024; cut to whole bytes. */
export function parseByteSize(text: string): bigint {
  const end = text.search(/[^\d. ]*$/);
  if (end === 0 || text.startsWith('-')) throw invalid(`invalid size: '${text}'`);
  const bytes = parseNumber(text.slice(0, end).replace(/ $/, '')) * multiplier(text.slice(end).toLowerCase());
  if (bytes > largest) throw invalid(`invalid size: '${text}'`);
  return BigInt(Math.trunc(bytes));
}

const largest = 2 ** 63;
const units = ['', 'k', 'm', 'g', 't', 'p'];

function parseNumber(text: string): number {
  if (!/^\+?(\d+(_\d+)*\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) {
    throw invalid(`strconv.ParseFloat: parsing ${JSON.stringify(text)}: invalid syntax`);
  }
  return Number(text.replaceAll('_', ''));
}

function multiplier(suffix: string): number {
  const power = units.indexOf(suffix.replace(/i?b$/, ''));
  if (power === -1 || suffix === 'ib') throw invalid(`invalid suffix: '${suffix}'`);
  return 1024 ** power;
}

function invalid(message: string): ValueError {
  return new ValueError(message, 'write a number of bytes, or one with a unit: b, k, m, g, such as 512m');
}
