import type { FailureFacts } from './facts.ts';
import type { ModelPath } from './findings.ts';
import type { Subject } from './subject.ts';

export function ofService({ service, place }: Subject, ...paths: readonly ModelPath[]): ModelPath[] {
  if (service === undefined) return place ? [place] : [];
  return paths.map(path => ['services', service, ...path]);
}

export function commandPlaces(subject: Subject): ModelPath[] {
  return ofService(subject, ['command'], ['entrypoint'], ['image']);
}

interface MountEnds {
  readonly source?: string;
  readonly target?: string;
}

/** Of volumes, and of secrets and configs, which are mounted too. */
export function mountPlaces(
  { project }: FailureFacts,
  subject: Subject,
  isIt: (mount: MountEnds) => boolean,
): ModelPath[] {
  if (subject.service === undefined) return [];
  const index = (project?.services[subject.service]?.volumes ?? []).findIndex(isIt);
  return ofService(subject, ...(index < 0 ? [] : [['volumes', index]]), ['volumes']);
}

export function sourcePlaces(facts: FailureFacts, subject: Subject, source: string): ModelPath[] {
  const objects = (['secrets', 'configs'] as const).flatMap(section =>
    Object.entries(facts.project?.[section] ?? {})
      .filter(([, { file }]) => file === source)
      .map(([key]) => [section, key, 'file']),
  );
  return [...objects, ...mountPlaces(facts, subject, mount => mount.source === source)];
}
