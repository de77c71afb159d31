import type { OrderedMap, OrderedValue } from '../model/go-json.ts';
import { yamlScalar } from './yaml-scalar.ts';

/**
 * A document as YAML, text for text as Docker Compose prints it. No YAML library for JavaScript writes the style of
 * Go's (which texts are quoted and how, blocks, `? ` before long keys), so this small emitter does.
 */
export function renderConfigYaml(document: OrderedMap): string {
  const pieces: string[] = [];
  addMap(document, { indent: '', lead: '' }, pieces);
  return pieces.join('');
}

const indentStep = '  ';
/** Longer keys than this stand behind a question mark. */
const longestSimpleKey = 128;

interface Lines {
  readonly indent: string;
  /** What the first line has in place of the indent: the first line of an item stands behind its dash. */
  readonly lead: string;
}

function addMap(map: OrderedMap, { indent, lead }: Lines, pieces: string[]): void {
  let start = lead;
  for (const [key, value] of map) {
    pieces.push(start, keyText(key, indent), ':');
    addValue(value, indent + indentStep, pieces);
    start = indent;
  }
}

function keyText(key: string, indent: string): string {
  if (!key.includes('\n') && Buffer.byteLength(key) <= longestSimpleKey)
    return yamlScalar(key, { indent, isKey: true });
  return `? ${yamlScalar(key, { indent: indent + indentStep })}\n${indent}`;
}

function addValue(value: OrderedValue, indent: string, pieces: string[]): void {
  if (isInline(value)) {
    pieces.push(' ', inlineText(value, indent), '\n');
    return;
  }
  pieces.push('\n');
  addLines(value, { indent, lead: indent }, pieces);
}

function addLines(value: OrderedValue, lines: Lines, pieces: string[]): void {
  if (isInline(value)) pieces.push(lines.lead, inlineText(value, lines.indent), '\n');
  else if (isMap(value)) addMap(value, lines, pieces);
  else addList(value as readonly OrderedValue[], lines, pieces);
}

function addList(list: readonly OrderedValue[], { indent, lead }: Lines, pieces: string[]): void {
  let start = lead;
  for (const item of list) {
    addLines(item, { indent: indent + indentStep, lead: `${start}- ` }, pieces);
    start = indent;
  }
}

function isInline(value: OrderedValue): value is string | number | bigint | boolean | null {
  if (isMap(value)) return value.size === 0;
  return !isList(value) || value.length === 0;
}

function inlineText(value: OrderedValue, indent: string): string {
  if (isMap(value)) return '{}';
  return isList(value) ? '[]' : yamlScalar(value, { indent });
}

function isMap(value: OrderedValue): value is OrderedMap {
  return value instanceof Map;
}

function isList(value: OrderedValue): value is readonly OrderedValue[] {
  return Array.isArray(value);
}
