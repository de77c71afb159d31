import type { SourceLocation, SourceRange } from '../diagnostics/diagnostic.ts';

/** A place in a text, whichever file the text is of. */
export type TextLocation = Omit<SourceLocation, 'file'>;

/** A text whose places are told by offsets; the table of its lines is made when the first place is asked for. */
export class SourceText {
  private readonly source: string;
  private starts: number[] | undefined;

  constructor(source: string) {
    this.source = source;
  }

  location(start: number, end: number): TextLocation {
    const range = this.range(start, end);
    return { range, lineText: this.line(range.start.line) };
  }

  position(offset: number): { line: number; column: number } {
    const starts = this.lineStarts();
    let [low, high] = [0, starts.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - starts[low]! + 1 };
  }

  private range(start: number, end: number): SourceRange {
    return { start: this.position(start), end: this.position(Math.max(start, this.trimmed(start, end))) };
  }

  private line(line: number): string {
    const [start, next] = [this.lineStarts()[line - 1] ?? 0, this.lineStarts()[line]];
    return this.source.slice(start, next ?? this.source.length).replace(/\r?\n$/, '');
  }

  // A block ends after its line break; what is shown ends with its text.
  private trimmed(start: number, end: number): number {
    return start + this.source.slice(start, end).trimEnd().length;
  }

  private lineStarts(): number[] {
    if (this.starts === undefined) {
      this.starts = [0];
      for (let at = this.source.indexOf('\n'); at >= 0; at = this.source.indexOf('\n', at + 1))
        this.starts.push(at + 1);
    }
    return this.starts;
  }
}
