import type { Severity } from '../../diagnostics/diagnostic.ts';
import { nearest } from '../../diagnostics/nearest.ts';
import type { FlavourRules } from '../../model/flavour.ts';
import type { Project } from '../../model/project.ts';
import type { Service } from '../../model/service.ts';
import type { ProjectParts } from '../decode.ts';
import type { Path } from '../tree.ts';

export type CheckedProject = ProjectParts & Partial<Pick<Project, 'disabledServices'>>;

/** Looks at one service among all. */
export type ServiceCheck = (service: Service, context: CheckContext) => void;

export interface CheckContext {
  readonly project: CheckedProject;
  readonly rules: FlavourRules;
  /** Reports what is wrong with the service at a path below it. */
  problem(code: string, message: string, details: ProblemDetails): void;
}

interface ProblemDetails {
  readonly at: Path;
  /** Default: true for the service as a whole, else false. */
  readonly atKey?: boolean;
  readonly hint?: string | undefined;
  /** Default: error. */
  readonly severity?: Severity;
}

/** What Docker Compose says after most of these mistakes; scripts look for it. */
export function invalidProject(message: string): string {
  return `${message}: invalid compose project`;
}

/** The declared name that an undefined one may have been meant for, or how to declare it. */
export function hintForUndefined(name: string, declared: Readonly<Record<string, unknown>>, section: string): string {
  const names = Object.keys(declared).sort();
  const meant = nearest(name, names) ?? names.find(known => known.startsWith(name) || name.startsWith(known));
  if (meant !== undefined) return `did you mean "${meant}"?`;
  const way = `declare it under "${section}:" at the top level`;
  const others = names.filter(known => known !== 'default').slice(0, 5);
  return others.length === 0 ? way : `${way}, or use one of those declared: ${others.join(', ')}`;
}
