import type { Holder } from '../diagnostics/failure-report.ts';
import type { ContainerSummary } from '../engine/api.ts';
import { label } from '../model/labels.ts';

/** A container by its name, and the project that it belongs to if any. */
export function holderOf({ Names, Labels, Id }: ContainerSummary): Holder {
  const { [label.project]: project, [label.service]: service, [label.workingDir]: workingDir } = Labels ?? {};
  return {
    container: Names[0]?.replace(/^\//, '') ?? Id.slice(0, 12),
    ...(project === undefined ? {} : { project }),
    ...(service === undefined ? {} : { service }),
    ...(workingDir === undefined ? {} : { workingDir }),
  };
}
