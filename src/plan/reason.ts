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
  | { readonly type: 'replaced' }
  | { readonly type: 'not-running'; readonly state: string }
  | { readonly type: 'created' }
  | { readonly type: 'needed-by'; readonly services: readonly string[] }
  | { readonly type: 'orphan' }
  | { readonly type: 'requested'; readonly by: string };
