import type { FailureFacts } from './facts.ts';
import type { Finding } from './findings.ts';
import { holderOf } from './holder.ts';
import type { Subject } from './subject.ts';

/** Names are the engine's, so another project, or somebody by hand, may have the one that a container is to get. */
export function explainTakenName(
  { name, id }: { readonly name: string; readonly id: string },
  { neighbours, project }: FailureFacts,
  { service }: Subject,
): Omit<Finding, 'code'> {
  const container = neighbours.find(({ Id }) => Id === id);
  const holder = container && holderOf(container);
  const fixed = service !== undefined && project?.services[service]?.container_name !== undefined;
  return {
    summary: `the name ${name} is taken by a container of ${ownerOf(holder)}`,
    ...(holder ? { holder } : {}),
    hint: `${fixed ? 'change `container_name`, or ' : ''}remove or rename that container if you don't need it (\`docker rename ${name} …\`)`,
    places:
      service === undefined
        ? []
        : [
            ['services', service, 'container_name'],
            ['services', service],
          ],
  };
}

function ownerOf(holder: ReturnType<typeof holderOf> | undefined): string {
  if (holder?.project === undefined) return 'no project';
  return `project ${holder.project}${holder.workingDir === undefined ? '' : ` (${holder.workingDir})`}`;
}
