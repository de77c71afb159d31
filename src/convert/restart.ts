import type { HostConfig } from '../engine/api.ts';
import type { Service } from '../model/service.ts';

type RestartPolicy = NonNullable<HostConfig['RestartPolicy']>;

const conditions: Readonly<Record<string, string>> = { none: 'no', any: 'always' };

/** `deploy.restart_policy` replaces `restart`. */
export function toRestartPolicy(service: Service): RestartPolicy {
  const policy = service.deploy?.restart_policy;
  if (policy) {
    const condition = policy.condition ?? '';
    return { Name: conditions[condition] ?? condition, MaximumRetryCount: policy.max_attempts ?? 0 };
  }
  const [name = '', retries = '0'] = (service.restart ?? '').split(':');
  return { Name: name, MaximumRetryCount: Number(retries) };
}
