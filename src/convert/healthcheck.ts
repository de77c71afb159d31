import { ComposeError } from '../diagnostics/errors.ts';
import type { HealthConfig } from '../engine/api.ts';
import type { Healthcheck } from '../model/service.ts';
import { hasApi } from './api-version.ts';
import { toNanoseconds } from './duration.ts';

/** The service's own check; undefined leaves the image's in force. */
export function toHealthcheck(check: Healthcheck | undefined, apiVersion: string): HealthConfig | undefined {
  if (!check) return undefined;
  if (check.start_interval !== undefined) checkStartInterval(check, apiVersion);
  return {
    ...(check.disable ? { Test: ['NONE'] } : check.test ? { Test: check.test } : {}),
    ...(check.interval ? { Interval: toNanoseconds(check.interval) } : {}),
    ...(check.timeout ? { Timeout: toNanoseconds(check.timeout) } : {}),
    ...(check.start_period ? { StartPeriod: toNanoseconds(check.start_period) } : {}),
    ...(check.start_interval ? { StartInterval: toNanoseconds(check.start_interval) } : {}),
    ...(check.retries ? { Retries: check.retries } : {}),
  };
}

function checkStartInterval({ start_period }: Healthcheck, apiVersion: string): void {
  if (!hasApi(apiVersion, '1.44')) {
    throw new ComposeError(
      'engine-too-old',
      "can't set healthcheck.start_interval as feature require Docker Engine v25 or later",
      { hint: 'leave start_interval out, or use a newer engine' },
    );
  }
  // The engine would take it and never probe at that interval.
  if (start_period === undefined) {
    throw new ComposeError(
      'missing-start-period',
      'healthcheck.start_interval requires healthcheck.start_period to be set',
      { hint: 'set start_period to the time that the service may take to come up' },
    );
  }
}
