import { dirname, resolve } from 'node:path';
import type { TracedVariable, TraceStep } from '../../model/trace.ts';
import { definitionsOf } from '../dotenv.ts';
import { defaultEnvFile, namedEnvFiles } from '../environment.ts';
import type { ModelFiles } from '../loading.ts';
import type { LoaderIO, LoadOptions } from '../options.ts';
import { readText } from '../read-text.ts';
import type { PlacedExpression } from './expressions.ts';
import { settled } from './settled.ts';

/** Who gives variables their values, each source with its files read once. */
export class VariableSources {
  private readonly io: LoaderIO;
  /** The files that stand for one source, strongest first; of the files of one, later ones win. */
  private readonly groups: readonly (readonly string[])[];
  private readonly texts = new Map<string, Promise<string>>();

  private constructor(io: LoaderIO, groups: readonly (readonly string[])[]) {
    this.io = io;
    this.groups = groups;
  }

  /** As sources.ts finds them: files that are named, else `.env` of two folders, which may be the same. */
  static async of(options: LoadOptions, projectDirectory: string, io: LoaderIO): Promise<VariableSources> {
    const named = namedEnvFiles(options.envFiles, io);
    if (named.length > 0) return new VariableSources(io, [named]);
    const first = options.projectDirectory ?? folderOf(options.files ?? []) ?? io.cwd;
    const folders = new Set([resolve(io.cwd, first), projectDirectory]);
    return new VariableSources(io, await Promise.all([...folders].map(folder => defaultEnvFile(folder, io))));
  }

  /** Where a variable gets its value from for files of a model. */
  async stepsOf(name: string, { envFiles = [] }: Pick<ModelFiles, 'envFiles'>): Promise<TraceStep[]> {
    const steps: TraceStep[] = [];
    for (const files of [...this.groups, ...envFiles].toReversed()) steps.push(...(await this.inFiles(name, files)));
    if (this.io.env[name] !== undefined) steps.push({ type: 'environment', effect: 'sets', source: 'the environment' });
    return settled(steps);
  }

  /** The lines of env files that define a name, in their order. */
  async inFiles(name: string, files: readonly string[]): Promise<TraceStep[]> {
    const steps = files.map(async file => {
      const places = definitionsOf(name, await this.text(file));
      return places.map(place => ({ type: 'env-file', effect: 'sets', location: { file, ...place } }) as const);
    });
    return (await Promise.all(steps)).flat();
  }

  /** The variable of an expression, its default included. */
  async traced(expression: PlacedExpression, { environment, envFiles }: ModelFiles): Promise<TracedVariable> {
    const { name, emptyCounts } = expression;
    const value = environment[name];
    const steps = await this.stepsOf(name, envFiles === undefined ? {} : { envFiles });
    const isUsed = value !== undefined && (emptyCounts || value !== '');
    return { name, ...(value !== undefined && { value }), steps: withDefault(steps, expression, isUsed) };
  }

  private text(file: string): Promise<string> {
    // A file that need not be there was no mistake when the project was loaded, so it is none here.
    const known = this.texts.get(file) ?? readText(file, this.io).catch(() => '');
    this.texts.set(file, known);
    return known;
  }
}

/** The default comes last where it is what counts, and first where it is overridden. */
function withDefault(steps: readonly TraceStep[], expression: PlacedExpression, isUsed: boolean): TraceStep[] {
  if (expression.default === undefined) return [...steps];
  const { location } = expression.default;
  const step: TraceStep = { type: 'default', effect: 'sets', location };
  return settled(isUsed ? [step, ...steps] : [...steps, step]);
}

function folderOf(files: readonly string[]): string | undefined {
  const file = files.find(name => name !== '-');
  return file === undefined ? undefined : dirname(file);
}
