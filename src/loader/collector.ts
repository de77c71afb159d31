import type { Diagnostic, SourceLocation } from '../diagnostics/diagnostic.ts';
import { invalidInput } from '../diagnostics/errors.ts';
import type { ParsedDocument, ParsedFile } from './parse.ts';
import type { Problem, Report } from './report.ts';
import type { Path } from './tree.ts';

/** A document and the file that it stands in. */
export interface Origin {
  readonly file: ParsedFile;
  readonly document: ParsedDocument;
}

/** Gathers what the stages report. A place in the text is looked up only when somebody asks for it. */
export class Collector {
  private readonly diagnostics: Diagnostic[] = [];
  private readonly origins: Origin[] = [];
  private readonly refused: { origin: Origin; path: Path }[] = [];

  addOrigin(origin: Origin): void {
    this.origins.push(origin);
  }

  /** For one stage that sees one document. */
  inDocument(origin: Origin): Report {
    const refused = this.refused.filter(known => known.origin === origin).map(({ path }) => path);
    return problem => this.add(problem, origin, refused);
  }

  /**
   * For one stage that sees the merged model: the last document that goes furthest along the path is pointed at. What
   * has a mistake already is left out as a whole, service by service, lest one mistake show twice.
   */
  inModel(): Report {
    const refused = this.refused.map(({ path }) => path.slice(0, 2));
    return problem => this.add(problem, furthest(this.origins, problem.path), refused);
  }

  /** What is wrong with the text of a file. */
  mistakesOf(file: ParsedFile): void {
    for (const { code, message, hint, start, end } of file.mistakes) {
      const location = () => file.locationOf(start, end);
      this.diagnostics.push(diagnostic({ severity: 'error', code, message, ...(hint && { hint }) }, location));
    }
  }

  warn(code: string, message: string): void {
    this.diagnostics.push({ severity: 'warning', code, message });
  }

  get failed(): boolean {
    return this.diagnostics.some(({ severity }) => severity === 'error');
  }

  get warnings(): readonly Diagnostic[] {
    return this.diagnostics.filter(({ severity }) => severity === 'warning');
  }

  throwIfFailed(): void {
    if (!this.failed) return;
    const errors = this.diagnostics.filter(({ severity }) => severity === 'error');
    throw invalidInput([...errors, ...this.warnings]);
  }

  // A place that one stage refused makes no sense to the next ones, which would only repeat it in other words.
  private add(problem: Problem, origin: Origin | undefined, refused: readonly Path[]): void {
    const { severity, code, message, hint, path } = problem;
    if (severity === 'error') {
      if (refused.some(known => within(path, known))) return;
      if (origin !== undefined) this.refused.push({ origin, path });
    }
    const facts = { severity, code, message, ...(hint === undefined ? {} : { hint }) };
    this.diagnostics.push(origin === undefined ? facts : diagnostic(facts, () => locationIn(origin, problem)));
  }
}

function diagnostic(facts: Omit<Diagnostic, 'location'>, locate: () => SourceLocation): Diagnostic {
  return {
    ...facts,
    get location() {
      return locate();
    },
  };
}

function locationIn({ file, document }: Origin, { path, atKey }: Problem): SourceLocation {
  const { start, end } = document.locate(path, atKey);
  return file.locationOf(start, end);
}

function furthest(origins: readonly Origin[], path: Path): Origin | undefined {
  const reaches = origins.map(({ document }) => document.reach(path));
  return origins[reaches.lastIndexOf(Math.max(...reaches))];
}

function within(path: Path, parent: Path): boolean {
  return parent.every((step, index) => step === path[index]);
}
