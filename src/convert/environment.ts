import type { NullableStringMap } from '../model/service.ts';

/** A variable without a value is named alone: the engine then takes it out of the image's. */
export function toEnvironment(environment: NullableStringMap): string[] {
  return Object.keys(environment)
    .sort()
    .map(key => (environment[key] === null ? key : `${key}=${environment[key]}`));
}
