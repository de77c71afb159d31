import { parseInteger, resolvePlain, type Timestamp } from './plain-scalar.ts';
import type { ScalarNode } from './syntax.ts';
import { type Scalar, YamlFloat } from './tree.ts';

/** A scalar's value: by its text when it is plain and untagged, else as its tag says. Tags of others make it text. */
export function taggedScalar(node: ScalarNode): Scalar | Timestamp | { readonly mistake: string } {
  const { tag, text } = node;
  if (tag === undefined) return node.plain ? resolvePlain(text) : text;
  if (tag === '!!null') return null;
  const resolve = coreTags[tag];
  if (resolve === undefined) return text;
  return resolve(text) ?? { mistake: `yaml: cannot decode !!str \`${text}\` as a ${tag}` };
}

const coreTags: Readonly<Record<string, (text: string) => Scalar | Timestamp | undefined>> = {
  '!!int': parseInteger,
  '!!float': text => {
    const value = resolvePlain(text);
    if (value instanceof YamlFloat) return value;
    return typeof value === 'number' || typeof value === 'bigint' ? new YamlFloat(Number(value)) : undefined;
  },
  '!!bool': text => {
    const value = resolvePlain(text);
    return typeof value === 'boolean' ? value : undefined;
  },
  '!!timestamp': text => {
    const value = resolvePlain(text);
    return typeof value === 'object' && value !== null && 'timestamp' in value ? value : undefined;
  },
  '!!binary': text => Buffer.from(text, 'base64').toString('utf8'),
};
