import { dirname, resolve } from 'node:path';
import { ComposeError, firstMistake } from '../diagnostics/errors.ts';
import { nearest } from '../diagnostics/nearest.ts';
import { canonicalize } from './canonical.ts';
import type { Origin } from './collector.ts';
import { interpolate, projectVariables } from './interpolate.ts';
import type { Passage } from './loading.ts';
import { applyMarks } from './marks.ts';
import { mergeModels } from './merge.ts';
import { resolvePaths } from './paths.ts';
import type { Problem } from './report.ts';
import { isMap, type Path, type Tree, type TreeMap, treeMap } from './tree.ts';
import { validate } from './validate.ts';

/** More is no Compose file, and a danger to the stack. */
const maximumChain = 500;

/** Puts every service that extends another over the one that it extends. Nothing of the base is left out. */
export async function extendServices(tree: TreeMap, passage: Passage): Promise<TreeMap> {
  const { services } = tree;
  if (!isMap(services)) return tree;
  const { origin, files } = passage;
  const definitions = { origin, baseDir: files.baseDir, services };
  const extended = treeMap();
  const extending = new Extending(passage);
  for (const name of Object.keys(services)) extended[name] = await extending.service(name, definitions, []);
  return treeMap([...Object.entries(tree), ['services', extended]]);
}

/** The services of one file, in long syntax. */
interface Definitions {
  readonly origin: Origin;
  readonly baseDir: string;
  readonly services: TreeMap;
  /** As written, interpolated: what the schema takes. Only for files that are extended and not loaded. */
  readonly raw?: Tree;
}

interface Link {
  readonly name: string;
  readonly file: string;
}

class Extending {
  private readonly passage: Passage;
  private readonly files = new Map<string, Promise<Definitions>>();
  /** What became of each service, by what it was: many may extend one that extends others itself. */
  private readonly extended = new Map<TreeMap, Tree>();

  constructor(passage: Passage) {
    this.passage = passage;
  }

  async service(name: string, definitions: Definitions, chain: readonly Link[]): Promise<Tree> {
    const service = definitions.services[name]!;
    if (!isMap(service) || !isMap(service.extends)) return service;
    const { extends: reference, ...rest } = service;
    const own = treeMap(Object.entries(rest));
    const link = { name, file: definitions.origin.file.file };
    if (chain.some(known => known.name === name && known.file === link.file)) {
      const steps = [...chain, link].map(step => `${step.name} in ${step.file}`);
      this.refuse(name, definitions, {
        code: 'extends-cycle',
        message: `Circular reference: ${steps.join(' extends ')}`,
        hint: 'one of these services must not extend the next',
      });
      return own;
    }
    if (chain.length >= maximumChain) {
      const message = `services extend one another more than ${maximumChain} deep`;
      this.refuse(name, definitions, { code: 'nesting', message, hint: 'extend a service nearer to the last one' });
      return own;
    }
    const known = this.extended.get(service);
    if (known !== undefined) return known;
    const base = await this.base(name, reference as TreeMap, definitions, [...chain, link]);
    const extended = isMap(base) ? this.over(base, own, name, definitions) : own;
    this.extended.set(service, extended);
    return extended;
  }

  private async base(
    name: string,
    reference: TreeMap,
    definitions: Definitions,
    chain: readonly Link[],
  ): Promise<Tree | undefined> {
    const { service, file } = reference;
    if (typeof service !== 'string') {
      return this.refuse(name, definitions, {
        code: 'extends',
        message: `extends.${name}.service is required`,
        hint: 'add "service:", the name of the service to extend',
      });
    }
    const source = typeof file === 'string' ? await this.open(file, name, definitions) : definitions;
    if (source === undefined) return undefined;
    if (!(service in source.services)) {
      const place = definitions.origin.file.file;
      return this.refuse(name, definitions, {
        code: 'extends',
        message: `cannot extend service "${name}" in ${place}: service "${service}" not found`,
        below: ['service'],
        hint: hintForService(service, namesBeside(name, source, definitions)),
      });
    }
    if (source.raw !== undefined) await this.validateBase(service, source);
    this.passage.loading.record?.extended({ name, ...definitions }, { name: service, ...source });
    const base = await this.service(service, source, chain);
    this.passage.loading.collector.spread(placeOf(service, source), placeOf(name, definitions));
    return base;
  }

  private over(base: TreeMap, own: TreeMap, name: string, { origin }: Definitions): Tree {
    const report = this.passage.loading.collector.inDocument(origin);
    const merged = mergeModels(applyMarks(alone(name, base), origin.document.marks), alone(name, own), report);
    const services = isMap(merged) ? merged.services : undefined;
    return (isMap(services) ? services[name] : undefined) ?? own;
  }

  private async open(file: string, name: string, definitions: Definitions): Promise<Definitions | undefined> {
    const path = resolve(definitions.baseDir, file);
    try {
      const known = this.files.get(path) ?? this.read(path);
      this.files.set(path, known);
      return await known;
    } catch (error) {
      if (!(error instanceof ComposeError)) throw error;
      return this.refuse(name, definitions, { ...firstMistake(error), below: ['file'] });
    }
  }

  /** A file that is extended is interpolated with the project's variables; what it includes is ignored. */
  private async read(path: string): Promise<Definitions> {
    const { loading, files } = this.passage;
    const parsed = await loading.readFile(path);
    const baseDir = dirname(path);
    let [model, raw]: [Tree, Tree] = [treeMap(), treeMap()];
    for (const document of parsed.documents) {
      const report = loading.collector.inDocument({ file: parsed, document });
      raw = loading.interpolate
        ? interpolate(document.tree, projectVariables(files.environment, loading), report)
        : document.tree;
      model = mergeModels(applyMarks(model, document.marks), canonicalize(raw, report), report);
    }
    const { io } = loading;
    const resolved = loading.resolvePaths ? resolvePaths(model, { baseDir, homeDir: io.homeDir, env: io.env }) : model;
    const origin = { file: parsed, document: parsed.documents.at(-1)! };
    if (!isMap(resolved) || !isMap(resolved.services)) {
      const hint = 'the service to extend stands below "services:" of that file';
      throw new ComposeError('extends', `cannot extend a service in ${path}: no services section`, { hint });
    }
    return { origin, baseDir, services: resolved.services, ...(parsed.documents.length === 1 ? { raw } : {}) };
  }

  private async validateBase(name: string, { raw, origin }: Definitions): Promise<void> {
    const services = isMap(raw) ? raw.services : undefined;
    if (!isMap(services)) return;
    const report = this.passage.loading.collector.inDocument(origin);
    await validate(alone(name, services[name]!), report, origin.file.file);
  }

  private refuse(name: string, { origin }: Definitions, { below = [], ...problem }: Refusal): undefined {
    const path = ['services', name, 'extends', ...below];
    const { code, message, hint, location } = problem;
    const details = { ...(hint === undefined ? {} : { hint }), ...(location && { location }) };
    this.passage.loading.collector.inDocument(origin)({ severity: 'error', code, message, path, ...details });
    return undefined;
  }
}

function placeOf(name: string, { origin }: Definitions) {
  return { origin, path: ['services', name] };
}

interface Refusal extends Pick<Problem, 'code' | 'message' | 'hint' | 'location'> {
  readonly below?: Path;
}

/** What `source` has to extend; a service is not offered itself. */
function namesBeside(name: string, source: Definitions, own: Definitions): string[] {
  return Object.keys(source.services).filter(known => source !== own || known !== name);
}

function hintForService(name: string, known: readonly string[]): string {
  const meant = nearest(name, known);
  if (known.length === 0) return `no other service is there: add ${name}, or name the file that has it`;
  return meant === undefined ? `the services there are ${known.join(', ')}` : `did you mean "${meant}"?`;
}

function alone(name: string, service: Tree): TreeMap {
  return treeMap([['services', treeMap([[name, service]])]]);
}
