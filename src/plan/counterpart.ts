import { type ComposeFlavour, flavourOf } from '../model/flavour.ts';
import { label } from '../model/labels.ts';
import type { Project } from '../model/project.ts';
import type { ObservedState } from '../observe/observed-state.ts';
import type { Counterpart, ReconcileOptions } from './options.ts';

interface Labelled {
  readonly labels: Readonly<Record<string, string>>;
}

interface Comparing {
  readonly project: Project;
  readonly options: ReconcileOptions;
}

/** The project as each flavour at hand reads it, the one that is asked for first. */
export function modelsOf({ project, options: { composeVersion = '5', counterpart } }: Comparing): Counterpart[] {
  return [{ composeVersion, project }, ...(counterpart ? [counterpart] : [])];
}

/**
 * Of what the flavours say, what something that the engine has may be compared with: the flavours hash some things
 * differently, and what is as the one that made it would make it now is up to date.
 */
export function comparable<Model extends { readonly composeVersion: ComposeFlavour }>(
  { labels }: Labelled,
  [own, ...others]: readonly Model[],
): Model[] {
  const maker = flavourOf(labels[label.version]);
  return [own!, ...others.filter(model => model.composeVersion === maker)];
}

/** The other flavour that made something of the project's; undefined when none did. */
export function otherFlavour(
  project: Project,
  observed: ObservedState,
  own: ComposeFlavour,
): ComposeFlavour | undefined {
  const found: readonly Labelled[] = [
    ...observed.containers,
    ...Object.values(observed.networks),
    ...Object.values(observed.volumes),
  ];
  return found
    .filter(({ labels }) => labels[label.project] === project.name)
    .map(({ labels }) => flavourOf(labels[label.version]))
    .find(flavour => flavour !== undefined && flavour !== own);
}
