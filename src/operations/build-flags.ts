import type { Build, Service } from '../model/service.ts';

/** Flags of `build` and `up --build` that change how images are built. */
export interface BuildFlags {
  /** Use no cached layers. Default: each build's own `no_cache`. */
  readonly noCache?: boolean;
  /** Pull base images even if they are here. Default: each build's own `pull`. */
  readonly pullBase?: boolean;
  /** Arguments over those of the model; null takes the environment's value. Default: none. */
  readonly args?: Readonly<Record<string, string | null>>;
}

/** The service with the flags in its build section, which is all that a build looks at. */
export function withBuildFlags(service: Service, { noCache, pullBase, args }: BuildFlags): Service {
  if (!service.build) return service;
  const build: Build = {
    ...service.build,
    ...(noCache ? { no_cache: true } : {}),
    ...(pullBase ? { pull: true } : {}),
    ...(args ? { args: { ...service.build.args, ...args } } : {}),
  };
  return { ...service, build };
}
