import { fits, functions, headingFunctions, type TemplateFunction } from './functions.ts';
import type { Block, Command, Node, Operand, Pipeline, Template } from './nodes.ts';
import { TemplateError } from './template-error.ts';
import { Headings, isTrue, Struct, show, typeOf, type Value, ValueError } from './values.ts';

type Dot = Value | Headings;

/** Fills a template in. Throws `TemplateError` for what doesn't fit, at its place in the template. */
export function evaluate(source: string, template: Template, dot: Struct): string {
  const evaluation = new Evaluation(source, { template, functions }, dot);
  evaluation.walk(template.nodes, dot);
  return evaluation.output;
}

/** The headings of the table whose rows the template writes. Where it can't be filled with headings, it ends there. */
export function evaluateHeadings(source: string, template: Template, names: Readonly<Record<string, string>>): string {
  const headings = new Headings(names);
  const evaluation = new Evaluation(source, { template, functions: headingFunctions }, headings);
  try {
    evaluation.walk(template.nodes, headings);
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
  }
  return evaluation.output;
}

/** What may be called. */
interface Known {
  readonly template: Template;
  readonly functions: Readonly<Record<string, TemplateFunction>>;
}

/** Templates that call themselves end here. */
const deepest = 1000;

type Flow = 'break' | 'continue' | undefined;

class Evaluation {
  output = '';
  /** What errors are about. */
  private place: { readonly at: number; readonly source: string } = { at: 0, source: '' };
  private variables: { name: string; value: Dot }[];
  private readonly source: string;
  private readonly template: Template;
  private readonly functions: Known['functions'];
  private depth = 0;
  /** The name of the template that is filled in: that of the whole is empty. */
  private name = '';

  constructor(source: string, { template, functions }: Known, dot: Dot) {
    this.source = source;
    this.template = template;
    this.functions = functions;
    this.variables = [{ name: '$', value: dot }];
  }

  walk(nodes: readonly Node[], dot: Dot): Flow {
    for (const node of nodes) {
      const flow = this.step(node, dot);
      if (flow) return flow;
    }
    return undefined;
  }

  private step(node: Node, dot: Dot): Flow {
    switch (node.type) {
      case 'text':
        this.output += node.text;
        return undefined;
      case 'action': {
        const value = this.pipeline(node.pipeline, dot);
        if (node.pipeline.variables.length === 0) this.output += value === undefined ? '<no value>' : showDot(value);
        return undefined;
      }
      case 'break':
      case 'continue':
        return node.type;
      case 'range':
        return this.inScope(() => this.range(node, dot));
      case 'template':
        this.call(node, dot);
        return undefined;
      default:
        return this.inScope(() => {
          const value = this.pipeline(node.pipeline, dot);
          if (!isTrueDot(value)) return this.walk(node.otherwise, dot);
          return this.walk(node.body, node.type === 'with' ? value : dot);
        });
    }
  }

  private call(node: Extract<Node, { type: 'template' }>, dot: Dot): void {
    this.place = node;
    const nodes = this.template.named.get(node.name);
    if (nodes === undefined) this.fail(`template ${JSON.stringify(node.name)} not defined`);
    if (this.depth === deepest) this.fail(`exceeded maximum template depth (${deepest})`);
    const given = node.pipeline && this.pipeline(node.pipeline, dot);
    const { variables, name } = this;
    this.variables = [{ name: '$', value: given }];
    this.name = node.name;
    this.depth += 1;
    this.walk(nodes, given);
    this.depth -= 1;
    this.name = name;
    this.variables = variables;
  }

  private range({ pipeline, body, otherwise }: Block, dot: Dot): Flow {
    const value = this.pipeline({ ...pipeline, variables: [] }, dot);
    const items = typeof value === 'number' ? Array.from({ length: value }, (_, at) => at) : value;
    if (items !== undefined && !Array.isArray(items)) this.fail(`range can't iterate over ${showDot(value)}`);
    if (items === undefined || items.length === 0) return this.walk(otherwise, dot);
    for (const [at, item] of (items as readonly Value[]).entries()) {
      const values = pipeline.variables.length === 2 ? [at, item] : [item];
      const flow = this.inScope(() => {
        this.set(pipeline, values);
        return this.walk(body, item);
      });
      if (flow === 'break') break;
    }
    return undefined;
  }

  private inScope<Result>(run: () => Result): Result {
    const known = this.variables.length;
    const result = run();
    this.variables.length = known;
    return result;
  }

  private pipeline(pipeline: Pipeline, dot: Dot): Dot {
    this.place = pipeline;
    let value: { readonly value: Dot } | undefined;
    for (const command of pipeline.commands) value = { value: this.command(command, dot, value) };
    this.set(pipeline, pipeline.variables.length > 0 ? [value?.value] : []);
    return value?.value;
  }

  private set({ variables, assigns }: Pipeline, values: readonly Dot[]): void {
    for (const [at, name] of variables.entries()) {
      const known = assigns ? this.variables.findLast(variable => variable.name === name) : undefined;
      if (known) known.value = values[at];
      else this.variables.push({ name, value: values[at] });
    }
  }

  /** `last` is the value of the command before. */
  private command(command: Command, dot: Dot, last: { readonly value: Dot } | undefined): Dot {
    const [first, ...others] = command.operands;
    if (first.type === 'function') return this.callFunction(first.name, { command, dot, last });
    const given = () => [...others.map(operand => this.operand(operand, dot)), ...(last ? [last.value] : [])];
    const hasArguments = others.length > 0 || last !== undefined;
    this.place = first;
    switch (first.type) {
      case 'field':
        return this.fields(dot, first.names, hasArguments ? given : undefined);
      case 'variable':
        return this.fields(this.variable(first.name), first.names, hasArguments ? given : undefined);
      case 'chain':
        return this.fields(this.operand(first.of, dot), first.names, hasArguments ? given : undefined);
    }
    if (hasArguments) this.fail(`can't give argument to non-function ${first.source}`);
    if (first.type === 'nil') this.fail('nil is not a command');
    return this.operand(first, dot);
  }

  private operand(operand: Operand, dot: Dot): Dot {
    this.place = operand;
    switch (operand.type) {
      case 'literal':
        return operand.value;
      case 'nil':
        return undefined;
      case 'dot':
        return dot;
      case 'field':
        return this.fields(dot, operand.names);
      case 'variable':
        return this.fields(this.variable(operand.name), operand.names);
      case 'chain':
        return this.fields(this.operand(operand.of, dot), operand.names);
      case 'pipeline':
        return this.pipeline(operand.pipeline, dot);
      case 'function':
        return this.callFunction(operand.name, {
          command: { operands: [operand], at: operand.at, source: operand.source },
          dot,
          last: undefined,
        });
    }
  }

  private variable(name: string): Dot {
    return this.variables.findLast(variable => variable.name === name)!.value;
  }

  /** Only the last field may be a method that is given something. */
  private fields(from: Dot, names: readonly string[], given?: () => Dot[]): Dot {
    let value = from;
    for (const [at, name] of names.entries())
      value = this.field(value, name, at === names.length - 1 ? given : undefined);
    return value;
  }

  private field(of: Dot, name: string, given: (() => Dot[]) | undefined): Dot {
    if (of instanceof Headings) {
      if (name !== 'Label') return of.names[name];
      return headingOfLabel(String(this.arguments(name, 1, given)[0]));
    }
    if (!(of instanceof Struct)) {
      this.fail(
        of === undefined
          ? `nil data; no entry for key ${JSON.stringify(name)}`
          : `can't evaluate field ${name} in type ${typeOf(of)}`,
      );
    }
    const method = of.methods && Object.hasOwn(of.methods, name) ? of.methods[name] : undefined;
    if (method) return method(this.arguments(name, 1, given)[0] as string);
    if (!Object.hasOwn(of.fields, name)) this.fail(`can't evaluate field ${name} in type ${of.type}`);
    if (of.methods) this.arguments(name, 0, given);
    else if (given) this.fail(`${name} has arguments but cannot be invoked as function`);
    return of.fields[name];
  }

  private arguments(name: string, count: number, given: (() => Dot[]) | undefined): Dot[] {
    const { place } = this;
    const values = given?.() ?? [];
    this.place = place;
    if (values.length !== count) this.fail(`wrong number of args for ${name}: want ${count} got ${values.length}`);
    const wrong = values.find(value => typeof value !== 'string');
    if (values.length > 0 && wrong !== undefined) this.fail(wrongType('string', wrong));
    return values;
  }

  private callFunction(
    name: string,
    { command, dot, last }: { command: Command; dot: Dot; last: { readonly value: Dot } | undefined },
  ): Dot {
    const [word, ...operands] = command.operands;
    this.place = word;
    const { parameters, rest, call } = this.functions[name]!;
    const count = operands.length + (last ? 1 : 0);
    if (count < parameters.length || (rest === undefined && count > parameters.length)) {
      const wanted = rest === undefined ? parameters.length : `at least ${parameters.length}`;
      this.fail(`wrong number of args for ${name}: want ${wanted} got ${count}`);
    }
    if (name === 'and' || name === 'or') return this.shortCircuit(name, { operands, dot, last });
    const checked = (value: Dot, at: number): Value => {
      const kind = parameters[at] ?? rest!;
      if (value instanceof Headings || !fits(value, kind)) this.fail(wrongType(kind, value));
      return value;
    };
    const values = operands.map((operand, at) => checked(this.operand(operand, dot), at));
    if (last) values.push(checked(last.value, values.length));
    try {
      return call(...values);
    } catch (error) {
      if (!(error instanceof ValueError)) throw error;
      this.place = command;
      this.fail(`error calling ${name}: ${error.message}`);
    }
  }

  private shortCircuit(
    name: 'and' | 'or',
    { operands, dot, last }: { operands: readonly Operand[]; dot: Dot; last: { readonly value: Dot } | undefined },
  ): Dot {
    let value: Dot;
    for (const operand of operands) {
      value = this.operand(operand, dot);
      if (isTrueDot(value) === (name === 'or')) return value;
    }
    return last ? last.value : value;
  }

  private fail(why: string): never {
    const before = this.source.slice(0, this.place.at).split('\n');
    const column = Buffer.byteLength(before.at(-1)!);
    throw new TemplateError(
      `template: :${before.length}:${column}: executing ${JSON.stringify(this.name)} at <${this.place.source}>: ${why}`,
    );
  }
}

function isTrueDot(value: Dot): boolean {
  return value instanceof Headings || isTrue(value);
}

function showDot(value: Dot): string {
  return value instanceof Headings ? show(Object.values(value.names)) : show(value);
}

function wrongType(kind: string, value: Dot): string {
  const wanted = kind === 'list' ? '[]string' : kind;
  return `wrong type for value; expected ${wanted}; got ${value instanceof Headings ? 'map' : typeOf(value)}`;
}

/** `com.example.some-label` stands over its column as `some label`. */
function headingOfLabel(label: string): string {
  return label.split('.').at(-1)!.replaceAll(/[-_]/g, ' ');
}
