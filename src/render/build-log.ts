import type { BuildEvent, ProgressEvent } from '../events/event.ts';

export interface BuildLog {
  /** Which images are being built. */
  follow(event: ProgressEvent): void;
  /** The text of a builder's line. */
  textOf(event: BuildEvent): string;
}

/**
 * The logs of builds that go on at once as one, in the layout of `docker buildx bake`: a blank line before each step, a
 * number for each, and the service in its name where several images are built.
 */
export function buildLog(): BuildLog {
  const images = new Set<string>();
  const ended = new Set<string>();
  const steps = new Map<string, number>();

  function follow({ kind, name, text, status }: ProgressEvent): void {
    if (kind !== 'Image') return;
    if (text === 'Building') {
      // What is built later, as by `watch`, is a log of its own.
      if (ended.size === images.size) for (const known of [images, ended, steps]) known.clear();
      images.add(name);
    } else if (images.has(name) && status !== 'Working') ended.add(name);
  }

  function textOf({ image, service, line }: BuildEvent): string {
    const [, number, rest] = /^#(\d+) (.*)/s.exec(line) ?? [];
    if (number === undefined || rest === undefined) return `${line}\n`;
    const key = `${number} ${image}`;
    const known = steps.get(key);
    if (known !== undefined) return `#${known} ${rest}\n`;
    steps.set(key, steps.size + 1);
    return `${steps.size > 1 ? '\n' : ''}#${steps.size} ${images.size > 1 ? withService(rest, service) : rest}\n`;
  }

  return { follow, textOf };
}

/** `[2/3] RUN make` → `[web 2/3] RUN make`; `exporting to image` → `[web] exporting to image` */
function withService(step: string, service: string): string {
  return step.startsWith('[') ? `[${service} ${step.slice(1)}` : `[${service}] ${step}`;
}
