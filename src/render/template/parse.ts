import { functions } from './functions.ts';
import { lex, type Token } from './lex.ts';
import { unquote } from './literal.ts';
import type { Command, Node, Operand, Pipeline, Template } from './nodes.ts';
import { TemplateError } from './template-error.ts';

/** Reads a Go template. Throws `TemplateError`. */
export function parseTemplate(source: string): Template {
  return new Parser(source).template();
}

type Ending = { readonly word: 'end' | 'else'; readonly chained?: 'if' | 'with' };

class Parser {
  private readonly source: string;
  private readonly tokens: readonly Token[];
  private position = 0;
  /** Where the last token that was taken ends. */
  private end = 0;
  private variables = ['$'];
  private loops = 0;
  /** How many are around what is read. */
  private depth = -1;
  private readonly named = new Map<string, readonly Node[]>();

  constructor(source: string) {
    this.source = source;
    this.tokens = lex(source);
  }

  template(): Template {
    const { nodes, ending } = this.list();
    if (ending) this.fail(`unexpected {{${ending.word}}}`);
    return { nodes, named: this.named };
  }

  /** Nodes to the end, or to an `end` or `else` of what is around them. */
  private list(): { nodes: Node[]; ending?: Ending } {
    const nodes: Node[] = [];
    this.depth += 1;
    for (;;) {
      const token = this.next();
      const found = token.kind === 'end' ? undefined : this.node(token);
      if (found !== undefined && !('word' in found)) nodes.push(found);
      else {
        this.depth -= 1;
        return found === undefined ? { nodes } : { nodes, ending: found };
      }
    }
  }

  private node(token: Token): Node | Ending {
    return token.kind === 'text' ? { type: 'text', text: token.text } : this.action();
  }

  private action(): Node | Ending {
    const { kind, text } = this.peek();
    if (kind === 'word') {
      switch (text) {
        case 'if':
        case 'with':
        case 'range':
          this.next();
          return this.control(text);
        case 'break':
        case 'continue':
          this.next();
          if (this.loops === 0) this.fail(`{{${text}}} outside {{range}}`);
          this.close(text);
          return { type: text };
        case 'end':
          this.next();
          this.close('end');
          return { word: 'end' };
        case 'else':
          this.next();
          return this.elseOf();
        case 'define':
          if (this.depth > 0) this.fail('unexpected <define> in command');
          this.next();
          this.define(this.name('define clause'));
          return { type: 'text', text: '' };
        case 'template':
        case 'block':
          return this.call(text);
      }
    }
    const pipeline = this.pipeline('command', 'close');
    this.variables.push(...(pipeline.assigns ? [] : pipeline.variables));
    return { type: 'action', pipeline };
  }

  /** `{{define "x"}}` to its `{{end}}`: a template of its own, which knows no variables of this one. */
  private define(name: string): void {
    this.close('define clause');
    this.named.set(name, this.body('define'));
  }

  /** `{{template "x" .}}`; and `{{block "x" .}}`, which defines it, too. */
  private call(type: 'template' | 'block'): Node {
    this.next();
    const context = `${type} clause`;
    const { at } = this.peek();
    const name = this.name(context);
    const isBare = type === 'template' && this.peek().kind === 'close';
    const pipeline = isBare ? undefined : this.pipeline(context, 'close');
    if (isBare) this.close(context);
    if (type === 'block') this.named.set(name, this.body('block'));
    const given = pipeline === undefined ? '' : ` ${pipeline.source}`;
    return { type: 'template', name, pipeline, at, source: `{{template ${JSON.stringify(name)}${given}}}` };
  }

  private name(context: string): string {
    const token = this.next();
    if (token.kind !== 'string' && token.kind !== 'raw') this.unexpected(token, context);
    return token.kind === 'raw' ? token.text.slice(1, -1) : unquote(token.text);
  }

  private body(context: string): readonly Node[] {
    const around = [this.variables, this.loops] as const;
    [this.variables, this.loops] = [['$'], 0];
    const { nodes, ending } = this.list();
    [this.variables, this.loops] = around;
    if (ending?.word !== 'end') this.fail(ending ? `unexpected {{else}} in ${context} clause` : 'unexpected EOF');
    return nodes;
  }

  private elseOf(): Ending {
    const { kind, text } = this.peek();
    if (kind === 'word' && (text === 'if' || text === 'with')) {
      this.next();
      return { word: 'else', chained: text };
    }
    this.close('else');
    return { word: 'else' };
  }

  private control(type: 'if' | 'with' | 'range'): Node {
    const known = this.variables.length;
    const pipeline = this.pipeline(type, 'close');
    this.variables.push(...(pipeline.assigns ? [] : pipeline.variables));
    if (type === 'range') this.loops += 1;
    const { nodes: body, ending } = this.list();
    if (type === 'range') this.loops -= 1;
    const otherwise = this.otherwise(ending);
    this.variables.length = known;
    return { type, pipeline, body, otherwise };
  }

  private otherwise(ending: Ending | undefined): readonly Node[] {
    if (ending === undefined) this.fail('unexpected EOF');
    if (ending.word === 'end') return [];
    if (ending.chained) return [this.control(ending.chained)];
    const { nodes, ending: last } = this.list();
    if (last === undefined) this.fail('unexpected EOF');
    if (last.word === 'else') this.fail('expected end; found {{else}}');
    return nodes;
  }

  private pipeline(context: string, until: 'close' | ')'): Pipeline {
    const start = this.peek();
    const declared = this.declaration(context);
    const commands: Command[] = [];
    for (;;) {
      const token = this.peek();
      if (isEnd(token, until)) {
        this.next();
        if (commands.length === 0) this.fail(`missing value for ${context}`);
        this.checkPipeline(commands);
        return { ...declared, commands, at: start.at, source: this.source.slice(start.at, token.at).trimEnd() };
      }
      commands.push(this.command(until));
    }
  }

  /** `$x :=`, `$x =`, and for a range `$i, $x :=`. */
  private declaration(context: string): Pick<Pipeline, 'variables' | 'assigns'> {
    const [first, second, third, fourth] = this.tokens.slice(this.position, this.position + 4);
    const isAssignment = (token: Token | undefined) => token?.kind === 'sign' && /^:?=$/.test(token.text);
    if (first?.kind !== 'variable') return { variables: [], assigns: false };
    if (isAssignment(second)) {
      this.position += 2;
      if (second!.text === '=') this.requireVariable(first.text);
      return { variables: [first.text], assigns: second!.text === '=' };
    }
    if (context === 'range' && second?.text === ',' && third?.kind === 'variable' && isAssignment(fourth)) {
      this.position += 4;
      return { variables: [first.text, third.text], assigns: fourth!.text === '=' };
    }
    return { variables: [], assigns: false };
  }

  /** Only what is called takes a value from the command before. */
  private checkPipeline(commands: readonly Command[]): void {
    const stage = commands
      .slice(1)
      .findIndex(({ operands: [{ type }] }) => type === 'literal' || type === 'nil' || type === 'dot');
    if (stage >= 0) this.fail(`non executable command in pipeline stage ${stage + 2}`);
  }

  private command(until: 'close' | ')'): Command {
    const start = this.peek();
    let { end } = this;
    const operands: Operand[] = [];
    for (;;) {
      const token = this.peek();
      if (isEnd(token, until)) break;
      if (token.kind === 'sign' && token.text === '|') {
        this.next();
        if (operands.length > 0 && isEnd(this.peek(), until)) this.fail('missing value for command');
        break;
      }
      if (operands.length > 0 && !token.spaced) this.unexpected(token, 'operand');
      operands.push(this.operand());
      end = this.end;
    }
    const [first, ...others] = operands;
    if (first === undefined) this.fail('empty command');
    return { operands: [first, ...others], at: start.at, source: this.source.slice(start.at, end) };
  }

  private operand(): Operand {
    const start = this.peek();
    const term = this.term();
    let at: number | undefined;
    const names: string[] = [];
    for (let token = this.peek(); token.kind === 'field' && !token.spaced; token = this.peek()) {
      at ??= token.at;
      names.push(token.text.slice(1));
      this.next();
    }
    if (at === undefined) return term;
    const source = this.source.slice(start.at, this.end);
    switch (term.type) {
      case 'field':
      case 'variable':
        return { ...term, at, source, names: [...term.names, ...names] };
      case 'literal':
      case 'nil':
      case 'dot':
        return this.fail(`unexpected . after term ${JSON.stringify(term.source)}`);
      default:
        return { type: 'chain', of: term, names, at, source };
    }
  }

  private term(): Operand {
    const token = this.next();
    const { at, text: source } = token;
    switch (token.kind) {
      case 'string':
        return { type: 'literal', value: unquote(source), at, source };
      case 'raw':
        return { type: 'literal', value: source.slice(1, -1), at, source };
      case 'character':
        return { type: 'literal', value: unquote(source).codePointAt(0)!, at, source };
      case 'number':
        return { type: 'literal', value: Number(source.replaceAll('_', '')), at, source };
      case 'dot':
        return { type: 'dot', at, source };
      case 'field':
        return { type: 'field', names: [source.slice(1)], at, source };
      case 'variable':
        this.requireVariable(source);
        return { type: 'variable', name: source, names: [], at, source };
      case 'word':
        return this.word(source, at);
      case 'sign':
        if (source === '(') {
          const pipeline = this.pipeline('parenthesized pipeline', ')');
          return { type: 'pipeline', pipeline, at, source: `(${pipeline.source})` };
        }
    }
    return this.unexpected(token, source.length === 1 && /[|,]/.test(source) ? 'operand' : 'command');
  }

  private word(source: string, at: number): Operand {
    if (source === 'true' || source === 'false') return { type: 'literal', value: source === 'true', at, source };
    if (source === 'nil') return { type: 'nil', at, source };
    if (!Object.hasOwn(functions, source)) this.fail(`function ${JSON.stringify(source)} not defined`);
    return { type: 'function', name: source, at, source };
  }

  private requireVariable(name: string): void {
    if (!this.variables.includes(name)) this.fail(`undefined variable ${JSON.stringify(name)}`);
  }

  private close(context: string): void {
    const token = this.next();
    if (token.kind !== 'close') this.unexpected(token, context);
  }

  private peek(): Token {
    const token = this.tokens[this.position]!;
    if (token.kind === 'error') this.fail(token.text);
    return token;
  }

  private next(): Token {
    const token = this.peek();
    this.position += 1;
    this.end = token.at + token.text.length;
    return token;
  }

  private unexpected({ kind, text }: Token, context: string): never {
    this.fail(`unexpected ${kind === 'end' ? 'EOF' : kind === 'close' ? '"}}"' : JSON.stringify(text)} in ${context}`);
  }

  private fail(why: string): never {
    const { at = 0 } = this.tokens[Math.max(0, this.position - 1)] ?? {};
    const line = this.source.slice(0, at).split('\n').length;
    throw new TemplateError(`template: :${line}: ${why}`);
  }
}

function isEnd({ kind, text }: Token, until: 'close' | ')'): boolean {
  return until === 'close' ? kind === 'close' : kind === 'sign' && text === ')';
}
