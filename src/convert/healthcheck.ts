import { ComposeError } from '../diagnostics/errors.ts';
import type { HealthConfig } from '../engine/api.ts';
import type { Healthcheck } from '../model/service.ts';
import { hasApi } from './api-version.ts';
import { toNanoseconds } from './duration.ts';

/** The service's own check; undefined leaves the image's in force. */
export function toHealthcheck(check: Healthcheck | undefined, apiVersion: string): HealthConfig | undefined {
  if (!check) return undefined;
  if (check.start_interval !== undefined && !hasApi(apiVersion, '1.44')) throw startIntervalUnsupported();
  return {
    ...(check.disable ? { Test: ['NONE'] } : check.test ? { Test: check.test } : {}),
    ...(check.interval ? { Interval: toNanoseconds(check.interval) } : {}),
    ...(check.timeout ? { Timeout: toNanoseconds(check.timeout) } : {}),
    ...(check.start_period ? { StartPeriod: toNanoseconds(check.start_period) } : {}),
    ...(check.start_interval ? { StartInterval: toNanoseconds(check.start_interval) } : {}),
    ...(check.retries ? { Retries: check.retries } : {}),
  };
}

function startIntervalUnsupported(): ComposeError {
  return new ComposeError(
    'engine-too-old',
    "can't set healthcheck.start_interval as feature require Docker Engine v25 or later",
    { hint: 'leave start_interval out, or use a newer engine' },
  );
}
