import type { Diagnostic, SourceLocation } from '../diagnostics/diagnostic.ts';
import { invalidInput } from '../diagnostics/errors.ts';
import type { ParsedDocument, ParsedFile } from './parse.ts';
import type { Problem, Report } from './report.ts';
import { shortened } from './shortened.ts';
import type { Path } from './tree.ts';

/** A document and the file that it stands in. */
export interface Origin {
  readonly file: ParsedFile;
  readonly document: ParsedDocument;
}

/** Beyond these nobody reads on; they are counted, not looked up. */
const maximumMistakes = 100;

/** Gathers what the stages report. A place in the text is looked up only when somebody asks for it. */
export class Collector {
  private readonly diagnostics: Diagnostic[] = [];
  private readonly origins: Origin[] = [];
  private readonly refused: { origin: Origin; path: Path }[] = [];
  private errors = 0;

  addOrigin(origin: Origin): void {
    this.origins.push(origin);
  }

  /** For one stage that sees one document. */
  inDocument(origin: Origin): Report {
    const refused = this.refusedIn(origin);
    return problem => this.add(problem, origin, refused);
  }

  /** What is made of a part with a mistake has it too: later stages are to leave both out. */
  spread(from: { origin: Origin; path: Path }, to: { origin: Origin; path: Path }): void {
    if (this.refusedIn(from.origin).some(path => within(path, from.path))) this.refused.push(to);
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
      this.keep(diagnostic({ severity: 'error', code, message: shortened(message), ...(hint && { hint }) }, location));
    }
  }

  warn(code: string, message: string): void {
    this.diagnostics.push({ severity: 'warning', code, message: shortened(message) });
  }

  get failed(): boolean {
    return this.errors > 0;
  }

  get warnings(): readonly Diagnostic[] {
    return this.diagnostics.filter(({ severity }) => severity === 'warning');
  }

  throwIfFailed(): void {
    if (!this.failed) return;
    const errors = this.diagnostics.filter(({ severity }) => severity === 'error');
    throw invalidInput([...errors, ...this.notShown(), ...this.warnings]);
  }

  // Several services may name one broken file.
  private addOnce(found: Diagnostic): void {
    if (!this.diagnostics.some(({ message }) => message === found.message)) this.keep(found);
  }

  private keep(found: Diagnostic): void {
    if (found.severity === 'error') this.errors += 1;
    if (found.severity !== 'error' || this.errors <= maximumMistakes) this.diagnostics.push(found);
  }

  private notShown(): Diagnostic[] {
    if (this.errors <= maximumMistakes) return [];
    const message = `${this.errors - maximumMistakes} more mistakes are not shown`;
    return [{ severity: 'error', code: 'more-mistakes', message, hint: 'correct those above first' }];
  }

  private refusedIn({ document }: Origin): Path[] {
    return this.refused.filter(({ origin }) => origin.document === document).map(({ path }) => path);
  }

  // A place that one stage refused makes no sense to the next ones, which would only repeat it in other words.
  private add(problem: Problem, origin: Origin | undefined, refused: readonly Path[]): void {
    const { severity, code, message, hint, path } = problem;
    if (severity === 'error') {
      if (refused.some(known => within(path, known))) return;
      if (origin !== undefined && this.errors < maximumMistakes) this.refused.push({ origin, path });
    }
    const facts = {
      severity,
      code,
      message: shortened(message),
      ...(hint === undefined ? {} : { hint: shortened(hint) }),
    };
    if (problem.location !== undefined) this.addOnce({ ...facts, location: problem.location });
    else this.keep(origin === undefined ? facts : diagnostic(facts, () => locationIn(origin, problem)));
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
