/** Why an operation is in the plan. Shown to people and asserted in tests; no code decides by it. */
export type Reason =
  | { readonly type: 'missing' }
  | { readonly type: 'scaled-up'; readonly replicas: number }
  | { readonly type: 'scaled-down'; readonly replicas: number }
  | { readonly type: 'forced'; readonly by: string }
  | {
      readonly type: 'config-changed';
      /** Config hashes, and what has changed: known to plans that are shown (`explain`). */
      readonly from?: string;
      readonly to?: string;
      readonly fields?: readonly FieldChange[];
    }
  | { readonly type: 'image-changed'; readonly from: string; readonly to: string }
  | { readonly type: 'network-changed'; readonly network: string }
  | { readonly type: 'volume-changed'; readonly volume: string }
  | { readonly type: 'dependency-recreated'; readonly service: string }
  | { readonly type: 'dependency-restarted'; readonly service: string }
  | { readonly type: 'replaced'; readonly by: number }
  | { readonly type: 'recreated' }
  | { readonly type: 'interrupted' }
  /** What replaces a container is started before that one is stopped; or isn't, for this reason. */
  | { readonly type: 'start-first' }
  | { readonly type: 'stop-first'; readonly because: string }
  | { readonly type: 'superseded' }
  | { readonly type: 'rolled-back' }
  | { readonly type: 'not-running'; readonly state: string }
  | { readonly type: 'created' }
  | { readonly type: 'needed-by'; readonly services: readonly string[] }
  | { readonly type: 'orphan' }
  | { readonly type: 'hook'; readonly phase: 'pre_start' | 'post_start' | 'pre_stop' }
  | { readonly type: 'requested'; readonly by: string }
  /** Each would do alone. */
  | { readonly type: 'several'; readonly reasons: readonly Reason[] };

/** One field of a service that is another than its container was made with. Values that may be secret are hidden. */
export interface FieldChange {
  /** `environment.LOG_LEVEL`. */
  readonly path: string;
  readonly change: 'added' | 'removed' | 'changed';
  /** Undefined when it wasn't set, or when the engine doesn't tell. */
  readonly from?: string;
  readonly to?: string;
}

/** The reasons that one is made of. */
export function reasonsOf(reason: Reason): readonly Reason[] {
  return reason.type === 'several' ? reason.reasons.flatMap(reasonsOf) : [reason];
}

/** Several reasons as one; undefined without any. */
export function combined(reasons: readonly Reason[]): Reason | undefined {
  return reasons.length > 1 ? { type: 'several', reasons } : reasons[0];
}

/** The reason in a few words, as plans print it. */
export function formatReason(reason: Reason): string {
  switch (reason.type) {
    case 'scaled-up':
    case 'scaled-down':
      return `${reason.type.replace('-', ' ')} to ${reason.replicas}`;
    case 'forced':
      return `forced by ${reason.by}`;
    case 'network-changed':
      return `network ${reason.network} changed`;
    case 'volume-changed':
      return `volume ${reason.volume} changed`;
    case 'dependency-recreated':
      return `${reason.service} recreated`;
    case 'dependency-restarted':
      return `${reason.service} restarted`;
    case 'replaced':
      return `replaced by #${reason.by}`;
    case 'not-running':
      return `is ${reason.state}`;
    case 'needed-by':
      return `needed by ${reason.services.join(', ')}`;
    case 'several':
      return reason.reasons.map(formatReason).join('; ');
    case 'config-changed':
      return formatConfigChange(reason);
    case 'image-changed':
      return `image ${shortId(reason.from)} → ${shortId(reason.to)}`;
    case 'interrupted':
      return 'an earlier run was cut short';
    case 'start-first':
      return 'start-first';
    case 'stop-first':
      return `stop-first because ${reason.because}`;
    case 'superseded':
      return 'its replacement is good';
    case 'rolled-back':
      return 'the update failed';
    case 'hook':
      return `${reason.phase} hook`;
    case 'requested':
      return `asked by ${reason.by}`;
    case 'missing':
    case 'recreated':
    case 'created':
    case 'orphan':
      return reason.type.replace('-', ' ');
  }
}

function formatConfigChange({ from, to, fields = [] }: Extract<Reason, { type: 'config-changed' }>): string {
  if (fields.length > 0) return fields.map(formatField).join('; ');
  return from === undefined || to === undefined
    ? 'config changed'
    : `configuration changed (hash ${from.slice(0, 8)} → ${to.slice(0, 8)})`;
}

/** `environment.LOG_LEVEL info → debug`. */
function formatField({ path, change, from, to }: FieldChange): string {
  const [old, now] = [shortened(from), shortened(to)];
  if (change === 'added') return now === undefined ? `${path} added` : `${path} added: ${now}`;
  if (change === 'removed') return old === undefined ? `${path} removed` : `${path} removed (was ${old})`;
  if (old !== undefined && now !== undefined) return `${path} ${old} → ${now}`;
  return now === undefined ? `${path} changed` : `${path} changed to ${now}`;
}

/** Lines stay lines, and no value hides the others. JSON has all of it. */
function shortened(value: string | undefined): string | undefined {
  if (value === undefined) return undefined;
  const line = value === '' ? '""' : value.replace(/\p{Cc}+/gu, ' ');
  return line.length > 60 ? `${line.slice(0, 59)}…` : line;
}

function shortId(id: string): string {
  if (id === '') return '(unknown)';
  return /^sha256:[0-9a-f]{13,}$/.test(id) ? `${id.slice(0, 19)}…` : id;
}
