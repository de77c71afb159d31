import { nearest } from '../../diagnostics/nearest.ts';
import type { Project } from '../../model/project.ts';
import type { Service } from '../../model/service.ts';
import type { ProjectParts } from '../decode.ts';
import type { Path } from '../tree.ts';

export type CheckedProject = ProjectParts & Partial<Pick<Project, 'disabledServices'>>;

/** Looks at one service among all. */
export type ServiceCheck = (service: Service, context: CheckContext) => void;

export interface CheckContext {
  readonly project: CheckedProject;
  /** Reports a mistake of the service at a path below it. */
  problem(code: string, message: string, details: { at: Path; hint?: string | undefined }): void;
}

/** What Docker Compose says after most of these mistakes; scripts look for it. */
export function invalidProject(message: string): string {
  return `${message}: invalid compose project`;
}

/** The declared name that an undefined one may have been meant for, or how to declare it. */
export function hintForUndefined(name: string, declared: Readonly<Record<string, unknown>>, section: string): string {
  const meant = nearest(name, Object.keys(declared));
  return meant === undefined ? `declare it under "${section}:" at the top level` : `did you mean "${meant}"?`;
}
