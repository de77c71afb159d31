import { type Scalar, YamlFloat } from './tree.ts';

/** What a text becomes at the places that take no text. */
export type Cast = 'int' | 'int64' | 'float32' | 'float64' | 'bool';

export type CastResult =
  | { readonly value: Scalar; readonly warning?: string }
  | { readonly mistake: string; readonly warning?: undefined };

/** The places where a text is cast, as a tree of path steps: `*` stands for any key, `[]` for any list item. */
export interface CastNode {
  readonly steps: Readonly<Record<string, CastNode>>;
  readonly cast?: Cast;
}

export function descend(node: CastNode | undefined, step: string): CastNode | undefined {
  if (node === undefined) return undefined;
  return Object.hasOwn(node.steps, step) ? node.steps[step] : step === '[]' ? undefined : node.steps['*'];
}

/** Reads `text` as Go's strconv does, which is how Docker Compose does it. */
export function castOf(cast: Cast, text: string): CastResult {
  if (cast === 'bool') return castBoolean(text);
  if (cast === 'float32' || cast === 'float64') return castFloat(text);
  return castInteger(text, cast === 'int' ? 'Atoi' : 'ParseInt');
}

function castBoolean(text: string): CastResult {
  const word = text.toLowerCase();
  if (word === 'true' || word === 'false') return { value: word === 'true' };
  const value = ['y', 'yes', 'on'].includes(word);
  if (!value && !['n', 'no', 'off'].includes(word)) return { mistake: `invalid boolean: ${text}` };
  return { value, warning: `"${text}" for boolean is not supported by YAML 1.2, please use \`${value}\`` };
}

function castInteger(text: string, parser: string): CastResult {
  const failed = (reason: string) => ({ mistake: `strconv.${parser}: parsing ${JSON.stringify(text)}: ${reason}` });
  if (!/^[-+]?[0-9]+$/.test(text)) return failed('invalid syntax');
  const value = BigInt(text.replace(/^\+/, ''));
  if (BigInt.asIntN(64, value) !== value) return failed('value out of range');
  return { value: Number.isSafeInteger(Number(value)) ? Number(value) : value };
}

function castFloat(text: string): CastResult {
  const failed = (reason: string) => ({ mistake: `strconv.ParseFloat: parsing ${JSON.stringify(text)}: ${reason}` });
  const special = /^([-+]?)(?:(inf(?:inity)?)|nan)$/i.exec(text);
  if (special !== null) {
    const magnitude = special[2] === undefined ? Number.NaN : Number.POSITIVE_INFINITY;
    return { value: new YamlFloat(special[1] === '-' ? -magnitude : magnitude) };
  }
  if (!/^[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?$/.test(text)) return failed('invalid syntax');
  const value = Number(text);
  return Number.isFinite(value) ? { value: new YamlFloat(value) } : failed('value out of range');
}

const casts: Readonly<Record<string, Cast>> = {
  'configs.*.external': 'bool',
  'networks.*.attachable': 'bool',
  'networks.*.enable_ipv4': 'bool',
  'networks.*.enable_ipv6': 'bool',
  'networks.*.external': 'bool',
  'networks.*.internal': 'bool',
  'secrets.*.external': 'bool',
  'services.*.cpu_count': 'int64',
  'services.*.cpu_percent': 'float64',
  'services.*.cpu_period': 'int64',
  'services.*.cpu_quota': 'int64',
  'services.*.cpu_rt_period': 'int64',
  'services.*.cpu_rt_runtime': 'int64',
  'services.*.cpu_shares': 'int64',
  'services.*.cpus': 'float32',
  'services.*.depends_on.*.required': 'bool',
  'services.*.depends_on.*.restart': 'bool',
  'services.*.deploy.placement.max_replicas_per_node': 'int',
  'services.*.deploy.replicas': 'int',
  'services.*.deploy.restart_policy.max_attempts': 'int',
  'services.*.deploy.rollback_config.max_failure_ratio': 'float64',
  'services.*.deploy.rollback_config.parallelism': 'int',
  'services.*.deploy.update_config.max_failure_ratio': 'float64',
  'services.*.deploy.update_config.parallelism': 'int',
  'services.*.healthcheck.disable': 'bool',
  'services.*.healthcheck.retries': 'int',
  'services.*.init': 'bool',
  'services.*.oom_kill_disable': 'bool',
  'services.*.oom_score_adj': 'int64',
  'services.*.pids_limit': 'int64',
  'services.*.ports.[].target': 'int',
  'services.*.privileged': 'bool',
  'services.*.read_only': 'bool',
  'services.*.scale': 'int',
  'services.*.stdin_open': 'bool',
  'services.*.tty': 'bool',
  'services.*.ulimits.*': 'int',
  'services.*.ulimits.*.hard': 'int',
  'services.*.ulimits.*.soft': 'int',
  'services.*.volumes.[].read_only': 'bool',
  'services.*.volumes.[].volume.nocopy': 'bool',
  'volumes.*.external': 'bool',
};

export const castTable: CastNode = grow(casts);

function grow(table: Readonly<Record<string, Cast>>): CastNode {
  const root: GrowingNode = { steps: {} };
  for (const [pattern, cast] of Object.entries(table)) {
    let node = root;
    for (const step of pattern.split('.')) {
      node.steps[step] ??= { steps: {} };
      node = node.steps[step];
    }
    node.cast = cast;
  }
  return root;
}

interface GrowingNode {
  readonly steps: Record<string, GrowingNode>;
  cast?: Cast;
}
