import type { Service } from '../../model/service.ts';
import type { Path } from '../tree.ts';
import type { ServiceCheck } from './check.ts';

/** Nothing can be mounted where something else is. */
export const checkMounts: ServiceCheck = (service, { problem }) => {
  const taken = new Map<string, string>();
  for (const { at, target } of mountsOf(service)) {
    const place = `services.${service.name}.${at[0]}[${at[1]}]`;
    const other = taken.get(target);
    if (other === undefined) taken.set(target, place);
    else
      problem('duplicate-mount', `${place}: target ${target} already mounted as ${other}`, {
        at,
        hint: 'keep one of the two, or change the target of one',
      });
  }
};

interface Mount {
  readonly at: Path;
  readonly target: string;
}

function mountsOf({ volumes = [], tmpfs = [], configs = [], secrets = [] }: Service): Mount[] {
  return [
    ...volumes.map(({ target }, index) => ({ at: ['volumes', index], target: target ?? '' })),
    ...configs.map((config, index) => ({ at: ['configs', index], target: config.target ?? `/${config.source}` })),
    ...secrets.map((secret, index) => ({
      at: ['secrets', index],
      target: secret.target ?? `/run/secrets/${secret.source}`,
    })),
    ...tmpfs.map((entry, index) => ({ at: ['tmpfs', index], target: entry.split(':')[0]! })),
  ].filter(({ target }) => target !== '');
}
