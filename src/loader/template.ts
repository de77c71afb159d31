/** Where `${…}` takes its values from. */
export interface Variables {
  get(name: string): string | undefined;
  /** Told of each variable that has no value and no default. */
  unset?(name: string): void;
}

export type TemplateMistake =
  | { readonly type: 'invalid-template'; readonly template: string }
  | { readonly type: 'required-variable'; readonly name: string; readonly reason: string };

export type Substitution = { readonly text: string } | { readonly mistake: TemplateMistake };

/**
 * Replaces `$V`, `${V}`, `${V:-default}` and the like. What an operand holds is looked at only when it is used, and
 * values that were put in are not looked at again. A `$` before anything else stays.
 */
export function substitute(template: string, variables: Variables): Substitution {
  if (!template.includes('$')) return { text: template };
  let mistake: TemplateMistake | undefined;
  const text = template.replace(expression, found => {
    const result = replaceOne(found, template, variables);
    if ('text' in result) return result.text;
    mistake ??= result.mistake;
    return '';
  });
  return mistake === undefined ? { text } : { mistake };
}

// An operand reaches to the last brace of its line; `firstClosingBrace` then finds its end.
const expression = /\$(?:\$|[A-Za-z_][A-Za-z0-9_]*|\{(?:[A-Za-z_][A-Za-z0-9_]*(?::?[-+?][^\n]*)?\})?)/g;
const braced = /^\$\{([A-Za-z_][A-Za-z0-9_]*)(?:(:?)([-+?])([^\n]*))?\}/;

function replaceOne(found: string, template: string, variables: Variables): Substitution {
  if (found === '$$') return { text: '$' };
  if (!found.startsWith('${')) return { text: plainValue(found.slice(1), variables) };
  const closing = firstClosingBrace(found);
  const own = closing < 0 ? found : found.slice(0, closing + 1);
  const parts = braced.exec(own);
  if (parts === null) return { mistake: { type: 'invalid-template', template } };
  const [, name = '', colon, operator, operand = ''] = parts;
  if (operator === undefined) return { text: plainValue(name, variables) };
  const value = apply({ name, operator, operand, emptyCounts: colon !== ':' }, variables);
  return 'mistake' in value ? value : followedBy(value.text, found.slice(own.length), variables);
}

interface Expression {
  readonly name: string;
  readonly operator: string;
  readonly operand: string;
  /** Without the colon, an empty value is a value. */
  readonly emptyCounts: boolean;
}

function apply({ name, operator, operand, emptyCounts }: Expression, variables: Variables): Substitution {
  const value = variables.get(name);
  const present = value !== undefined && (emptyCounts || value !== '');
  if (operator === '+') return present ? substitute(operand, variables) : { text: value ?? '' };
  if (present) return { text: value };
  if (operator === '-') return substitute(operand, variables);
  const reason = substitute(operand, variables);
  return 'mistake' in reason ? reason : { mistake: { type: 'required-variable', name, reason: reason.text } };
}

function followedBy(text: string, rest: string, variables: Variables): Substitution {
  const result = substitute(rest, variables);
  return 'mistake' in result ? result : { text: text + result.text };
}

function plainValue(name: string, variables: Variables): string {
  const value = variables.get(name);
  if (value === undefined) variables.unset?.(name);
  return value ?? '';
}

// Docker Compose skips the character after an opening brace, so `{}` in an operand does not balance there. Kept, since
// a file that works around it must go on working.
function firstClosingBrace(text: string): number {
  let open = 0;
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === '}' && --open === 0) return at;
    if (text[at] === '{') {
      open += 1;
      at += 1;
    }
  }
  return -1;
}
