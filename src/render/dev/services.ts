import type { DevService, DevState, TroubleKind } from './state.ts';

/** The same state with some of its services changed. */
export function mapServices(
  state: DevState,
  isMeant: (service: DevService) => boolean,
  change: (service: DevService) => DevService,
): DevState {
  if (!state.services.some(isMeant)) return state;
  return { ...state, services: state.services.map(service => (isMeant(service) ? change(service) : service)) };
}

export function withoutBuild({ building: _, ...service }: DevService): DevService {
  return service;
}

/** Forgets what has failed before. */
export function without(kinds: readonly TroubleKind[], service: DevService): DevService {
  if (!kinds.some(kind => service.troubles[kind] !== undefined)) return service;
  const troubles = Object.fromEntries(
    Object.entries(service.troubles).filter(([kind]) => !kinds.some(gone => gone === kind)),
  );
  return { ...service, troubles };
}
