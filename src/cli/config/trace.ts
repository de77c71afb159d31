import { renderTrace, renderTraceJson } from '../../render/trace.ts';
import { traceCommandTarget } from '../project.ts';
import { UsageError } from '../usage-error.ts';
import type { ConfigCall } from './call.ts';

/** Where a variable or an attribute gets its value from. */
export async function printTrace(call: ConfigCall, target: string): Promise<string> {
  const { format } = call.options;
  if (format !== undefined && format !== '' && format !== 'json')
    throw new UsageError(`unsupported format ${JSON.stringify(format)}`, 'use json, or none for people');
  const trace = await traceCommandTarget(call, target);
  return format === 'json' ? renderTraceJson(trace) : renderTrace(trace, { cwd: call.world.cwd });
}
