import type { Origin } from './collector.ts';
import type { ModelFiles } from './loading.ts';

/** A service where it is defined. */
export interface ServicePlace {
  readonly origin: Origin;
  readonly name: string;
}

/** A document on its way into a model. */
export interface RecordedDocument {
  readonly origin: Origin;
  readonly files: ModelFiles;
  /** What it includes, in order. */
  readonly included: readonly RecordedDocument[];
  /** Which service a service of the document, or of one that it extends, extends. */
  baseOf(service: ServicePlace): ServicePlace | undefined;
  /** All services that are extended on its way. */
  readonly bases: readonly ServicePlace[];
}

/** Remembers which documents made a model, so that one can ask afterwards where a value comes from. */
export class LoadRecord {
  private readonly roots: Entry[] = [];
  private readonly open: Entry[] = [];

  /** The project's own documents, in the order in which they were merged. */
  get documents(): readonly RecordedDocument[] {
    return this.roots;
  }

  begin(origin: Origin, files: ModelFiles): void {
    const entry = new Entry(origin, files);
    (this.open.at(-1)?.included ?? this.roots).push(entry);
    this.open.push(entry);
  }

  end(): void {
    this.open.pop();
  }

  extended(service: ServicePlace, base: ServicePlace): void {
    this.open.at(-1)?.links.push([service, base]);
  }
}

class Entry implements RecordedDocument {
  readonly origin: Origin;
  readonly files: ModelFiles;
  readonly included: Entry[] = [];
  readonly links: (readonly [ServicePlace, ServicePlace])[] = [];

  constructor(origin: Origin, files: ModelFiles) {
    this.origin = origin;
    this.files = files;
  }

  get bases(): readonly ServicePlace[] {
    return this.links.map(([, base]) => base);
  }

  baseOf({ origin, name }: ServicePlace): ServicePlace | undefined {
    return this.links.find(([service]) => service.name === name && service.origin.file === origin.file)?.[1];
  }
}
