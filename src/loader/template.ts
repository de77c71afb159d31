/** Where `${…}` takes its values from. */
export interface Variables {
  get(name: string): string | undefined;
  /** Told of each variable that has no value and no default. */
  unset?(name: string): void;
  /** Look at operands that aren't used as well: their mistakes and unset variables count. Default: false. */
  readonly unusedOperands?: boolean;
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
  return substituteNested(template, variables, 0);
}

// Operands within operands; more of them is no template that somebody wrote.
const maximumNesting = 100;

function substituteNested(template: string, variables: Variables, nesting: number): Substitution {
  if (!template.includes('$')) return { text: template };
  if (nesting > maximumNesting) return { mistake: { type: 'invalid-template', template } };
  let [text, at] = ['', 0];
  for (const { own, start } of replacements(template)) {
    const result = replaceOne(own, template, { variables, nesting });
    if ('mistake' in result) return result;
    text += template.slice(at, start) + result.text;
    at = start + own.length;
  }
  return { text: text + template.slice(at) };
}

/** The variables that a template names outside of operands, in order; what is no template names none. */
export function expressionsIn(template: string): Expression[] {
  return [...replacements(template)].flatMap(({ own, start }) => {
    const read = own === '$$' ? undefined : expressionOf(own);
    return read === undefined ? [] : [{ ...read, start }];
  });
}

function* replacements(template: string): Generator<{ readonly own: string; readonly start: number }> {
  const pattern = new RegExp(expression);
  for (let match = pattern.exec(template); match !== null; match = pattern.exec(template)) {
    const own = withoutRest(match[0]);
    yield { own, start: match.index };
    pattern.lastIndex = match.index + own.length;
  }
}

// An operand reaches to the last brace of its line; `withoutRest` then finds its end.
const expression = /\$(?:\$|[A-Za-z_][A-Za-z0-9_]*|\{(?:[A-Za-z_][A-Za-z0-9_]*(?::?[-+?][^\n]*)?\})?)/g;
const braced = /^\$\{([A-Za-z_][A-Za-z0-9_]*)(?:(:?)([-+?])([^\n]*))?\}/;

interface Surroundings {
  readonly variables: Variables;
  readonly nesting: number;
}

function replaceOne(own: string, template: string, surroundings: Surroundings): Substitution {
  const { variables } = surroundings;
  if (own === '$$') return { text: '$' };
  const read = expressionOf(own);
  if (read === undefined) return { mistake: { type: 'invalid-template', template } };
  return read.operator === undefined ? { text: plainValue(read.name, variables) } : apply(read, surroundings);
}

/** A variable where a template names it. */
export interface Expression extends ReadExpression {
  /** Where its `$` stands in the template. */
  readonly start: number;
}

interface ReadExpression {
  /** As it is written, from the `$` on. */
  readonly own: string;
  readonly name: string;
  /** What it does besides giving the value: `-` has a default, `+` a replacement, `?` a message. */
  readonly operator: '-' | '+' | '?' | undefined;
  readonly operand: string;
  /** Without a colon before the operator, an empty value is a value. */
  readonly emptyCounts: boolean;
}

function expressionOf(own: string): ReadExpression | undefined {
  const plain = { own, operator: undefined, operand: '', emptyCounts: true };
  if (!own.startsWith('${')) return { ...plain, name: own.slice(1) };
  const parts = braced.exec(own);
  if (parts === null) return undefined;
  const [, name = '', colon, operator, operand = ''] = parts;
  if (operator === undefined) return { ...plain, name };
  return { own, name, operator: operator as '-' | '+' | '?', operand, emptyCounts: colon !== ':' };
}

function apply({ name, operator, operand, emptyCounts }: ReadExpression, surroundings: Surroundings): Substitution {
  const { variables, nesting } = surroundings;
  const value = variables.get(name);
  const present = value !== undefined && (emptyCounts || value !== '');
  const read = variables.unusedOperands ? substituteNested(operand, variables, nesting + 1) : undefined;
  if (read !== undefined && 'mistake' in read) return read;
  const operandText = () => read ?? substituteNested(operand, variables, nesting + 1);
  if (operator === '+') return present ? operandText() : { text: value ?? '' };
  if (present) return { text: value };
  if (operator === '-') return operandText();
  const reason = operandText();
  return 'mistake' in reason ? reason : { mistake: { type: 'required-variable', name, reason: reason.text } };
}

function plainValue(name: string, variables: Variables): string {
  const value = variables.get(name);
  if (value === undefined) variables.unset?.(name);
  return value ?? '';
}

function withoutRest(found: string): string {
  const closing = found.startsWith('${') ? firstClosingBrace(found) : -1;
  return closing < 0 ? found : found.slice(0, closing + 1);
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
