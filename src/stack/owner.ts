import type { Labels } from '../engine/api.ts';
import type { ProcessName } from '../lock/this-process.ts';
import { gantryLabel, label } from '../model/labels.ts';
import type { StringMap } from '../model/service.ts';

/** Labels of all that a stack makes: whose it is, and with which process it should have ended. */
export function ownerLabels(projectName: string, { machine, pid, began }: ProcessName): StringMap {
  return {
    [gantryLabel.stack]: projectName,
    [gantryLabel.stackMachine]: machine,
    [gantryLabel.stackPid]: String(pid),
    [gantryLabel.stackBegan]: began,
  };
}

export interface Owned {
  readonly projectName: string;
  readonly owner: ProcessName;
}

/** Undefined for what is no stack's; a copy of its labels in another project doesn't make it one. */
export function ownedBy(labels: Labels): Owned | undefined {
  const projectName = labels[gantryLabel.stack];
  const pid = Number(labels[gantryLabel.stackPid]);
  if (!projectName || labels[label.project] !== projectName || !(pid > 0)) return undefined;
  const machine = labels[gantryLabel.stackMachine] ?? '';
  return { projectName, owner: { machine, pid, began: labels[gantryLabel.stackBegan] ?? '' } };
}
