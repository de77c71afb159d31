import { evaluate, evaluateHeadings } from './evaluate.ts';
import { parseTemplate } from './parse.ts';
import { alignTabs } from './tab-writer.ts';
import type { Struct } from './values.ts';

/** What `--format` prints of one kind of thing. */
export interface Layout {
  /** Columns of a table, by the fields that they show. What has no heading has `<no value>` over it. */
  readonly headings: Readonly<Record<string, string>>;
  /** Templates with a name of their own: `table`, and for some things `raw`. */
  readonly named: Readonly<Record<string, string>>;
}

/**
 * Prints rows as Docker's `--format` asks for: `json`, the name of a template, a template, or `table` and one, whose
 * fields stand in columns under headings. Throws `TemplateError`.
 */
export function renderFormat(format: string, rows: readonly Struct[], { headings, named }: Layout): string {
  const wanted =
    (Object.hasOwn(named, format) ? named[format] : undefined) ?? (format === 'json' ? '{{json .}}' : format);
  const isTable = wanted.startsWith('table');
  const source = (isTable ? wanted.slice('table'.length) : wanted)
    .replace(/^ +| +$/g, '')
    .replaceAll('\\t', '\t')
    .replaceAll('\\n', '\n');
  const template = parseTemplate(source);
  const body = rows.map(row => `${evaluate(source, template, row)}\n`).join('');
  return isTable ? alignTabs(`${evaluateHeadings(source, template, headings)}\n${body}`) : body;
}
