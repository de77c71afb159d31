/** Why an operation is in the plan. Shown to people and asserted in tests; no code decides by it. */
export type Reason =
  | { readonly type: 'missing' }
  | { readonly type: 'scaled-up'; readonly replicas: number }
  | { readonly type: 'scaled-down'; readonly replicas: number }
  | { readonly type: 'forced'; readonly by: string }
  | { readonly type: 'config-changed' }
  | { readonly type: 'image-changed'; readonly from: string; readonly to: string }
  | { readonly type: 'network-changed'; readonly network: string }
  | { readonly type: 'volume-changed'; readonly volume: string }
  | { readonly type: 'dependency-recreated'; readonly service: string }
  | { readonly type: 'dependency-restarted'; readonly service: string }
  | { readonly type: 'replaced'; readonly by: number }
  | { readonly type: 'recreated' }
  | { readonly type: 'interrupted' }
  | { readonly type: 'not-running'; readonly state: string }
  | { readonly type: 'created' }
  | { readonly type: 'needed-by'; readonly services: readonly string[] }
  | { readonly type: 'orphan' }
  | { readonly type: 'hook'; readonly phase: 'pre_start' | 'post_start' | 'pre_stop' }
  | { readonly type: 'requested'; readonly by: string };

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
    case 'interrupted':
      return 'an earlier run was cut short';
    case 'hook':
      return `${reason.phase} hook`;
    case 'requested':
      return `asked by ${reason.by}`;
    case 'missing':
    case 'config-changed':
    case 'image-changed':
    case 'recreated':
    case 'created':
    case 'orphan':
      return reason.type.replace('-', ' ');
  }
}
