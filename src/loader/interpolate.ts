import { flavours } from '../model/flavour.ts';
import type { Cast } from './attributes/attribute.ts';
import { type AttributeNode, below } from './attributes/attribute-tree.ts';
import { attributeRoot } from './attributes/index.ts';
import { castOf } from './cast.ts';
import type { Environment } from './environment.ts';
import type { Loading } from './loading.ts';
import type { Report } from './report.ts';
import { substitute, type TemplateMistake, type Variables } from './template.ts';
import { isList, isMap, type Path, type Tree, treeMap } from './tree.ts';

/**
 * Puts the values of variables into every text of a document, never into keys, and gives the places that need a
 * number or a truth value one. Mappings are walked in the order of their keys, so that reports come in a fixed order.
 */
export function interpolate(tree: Tree, variables: Omit<Variables, 'unset'>, report: Report): Tree {
  return new Interpolator(variables, report).value(tree, [], attributeRoot);
}

/** What the files of a project see. */
export function projectVariables(
  environment: Environment,
  { flavour }: Pick<Loading, 'flavour'>,
): Omit<Variables, 'unset'> {
  return { get: name => environment[name], unusedOperands: !flavours[flavour].skipsUnusedOperands };
}

class Interpolator {
  private readonly variables: Omit<Variables, 'unset'>;
  private readonly report: Report;

  constructor(variables: Omit<Variables, 'unset'>, report: Report) {
    this.variables = variables;
    this.report = report;
  }

  value(tree: Tree, path: Path, attributes: AttributeNode | undefined): Tree {
    if (typeof tree === 'string') return this.text(tree, path, attributes?.attribute?.cast);
    if (isList(tree)) return tree.map((item, index) => this.value(item, [...path, index], below(attributes, index)));
    if (!isMap(tree)) return tree;
    let map = tree;
    for (const key of Object.keys(tree).sort()) {
      const value = this.value(tree[key]!, [...path, key], below(attributes, key));
      if (value === tree[key]) continue;
      if (map === tree) map = treeMap(Object.entries(tree));
      map[key] = value;
    }
    return map;
  }

  private text(text: string, path: Path, cast: Cast | undefined): Tree {
    if (cast === undefined && !text.includes('$')) return text;
    const result = substitute(text, { ...this.variables, unset: name => this.unset(name, path) });
    if ('mistake' in result) {
      this.templateMistake(result.mistake, text, path);
      return text;
    }
    if (cast === undefined) return result.text;
    const outcome = castOf(cast, result.text);
    if (outcome.warning !== undefined) this.problem('warning', 'yaml-1.1-boolean', outcome.warning, path);
    if ('value' in outcome) return outcome.value;
    const message = `error while interpolating ${shown(path)}: failed to cast to expected type: ${outcome.mistake}`;
    this.report({ severity: 'error', code: 'cast', message, path, hint: hintForCast(cast, text) });
    return result.text;
  }

  private unset(name: string, path: Path): void {
    const message = `The "${name}" variable is not set. Defaulting to a blank string.`;
    this.problem('warning', 'unset-variable', message, path);
  }

  private templateMistake(mistake: TemplateMistake, text: string, path: Path): void {
    if (mistake.type === 'invalid-template') {
      const message = `invalid interpolation format for ${shown(path)}.`;
      const hint = hintForTemplate(text);
      this.report({ severity: 'error', code: 'invalid-template', message, path, hint });
      return;
    }
    const { name, reason } = mistake;
    const required = `required variable ${name} is missing a value${reason === '' ? '' : `: ${reason}`}`;
    this.report({
      severity: 'error',
      code: 'required-variable',
      message: `error while interpolating ${shown(path)}: ${required}`,
      path,
      hint: `set ${name} in the environment or in an --env-file`,
    });
  }

  private problem(severity: 'error' | 'warning', code: string, message: string, path: Path): void {
    this.report({ severity, code, message, path });
  }
}

/** What the value, or the variables that it is made of, must hold. */
function hintForCast(cast: Cast, template: string): string {
  const form = { boolean: 'true or false', integer: 'a whole number', float: 'a number' }[cast];
  const [, variable] = /\$\{?([A-Za-z_][A-Za-z0-9_]*)/.exec(template) ?? [];
  return variable === undefined ? `write ${form}` : `set ${variable} to ${form}`;
}

// The end of the hint is what Docker Compose says to every such mistake.
function hintForTemplate(template: string): string {
  const isOpen = template.lastIndexOf('${') > template.lastIndexOf('}');
  const form = isOpen ? 'close the brace.' : 'write ${NAME}, ${NAME:-default} or ${NAME:?message}.';
  return `${form} You may need to escape any $ with another $.`;
}

// Docker Compose does not number list items here.
function shown(path: Path): string {
  return path.map(step => (typeof step === 'number' ? '[]' : step)).join('.');
}
