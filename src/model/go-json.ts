/**
 * What `config` prints and the config hash is taken of: plain values whose mappings are Maps, since the order of
 * keys counts and an object would move a key such as `8080` to its front.
 */
export type OrderedValue = string | number | bigint | boolean | null | readonly OrderedValue[] | OrderedMap;
export type OrderedMap = ReadonlyMap<string, OrderedValue>;

/**
 * JSON as Go's `encoding/json` writes it, so that our config hashes equal Docker Compose's byte for byte.
 * `indent` is the text of one level; without it everything is on one line.
 */
export function goJson(value: OrderedValue, indent = ''): string {
  return encode(value, indent, indent === '' ? '' : '\n');
}

function encode(value: OrderedValue, indent: string, lineBreak: string): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  if (typeof value === 'number') return encodeNumber(value);
  if (typeof value === 'string') return encodeString(value);
  const deeper = lineBreak + indent;
  if (isOrderedMap(value)) {
    const colon = indent === '' ? ':' : ': ';
    const members = [...value].map(([key, item]) => encodeString(key) + colon + encode(item, indent, deeper));
    return enclose('{', members, '}', { deeper, lineBreak });
  }
  const items = value.map(item => encode(item, indent, deeper));
  return enclose('[', items, ']', { deeper, lineBreak });
}

export function isOrderedMap(value: OrderedValue): value is OrderedMap {
  return value instanceof Map;
}

function enclose(open: string, parts: string[], close: string, breaks: { deeper: string; lineBreak: string }): string {
  if (parts.length === 0) return open + close;
  return open + breaks.deeper + parts.join(`,${breaks.deeper}`) + breaks.lineBreak + close;
}

/** Both languages write the shortest digits, with an exponent below 1e-6 and from 1e21; only -0 differs. */
function encodeNumber(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value);
}

/** Go escapes what could end a script element, and the two separators that old JavaScript took for line breaks. */
const escapedByGo =
  /["\\\u0000-\u001f<>&\u2028\u2029]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
const shortEscapes: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};

function encodeString(text: string): string {
  return `"${text.replace(escapedByGo, character => shortEscapes[character] ?? unicodeEscape(character))}"`;
}

function unicodeEscape(character: string): string {
  const code = character.charCodeAt(0);
  const isLoneSurrogate = code >= 0xd800 && code <= 0xdfff;
  return `\\u${(isLoneSurrogate ? 0xfffd : code).toString(16).padStart(4, '0')}`;
}
