import type { CallOptions } from '../api/call.ts';
import type { LoadOptions } from '../api/load.ts';
import type { OnEvent } from '../api/task.ts';

export interface StackOptions<Services extends readonly string[] = readonly string[]>
  extends CallOptions,
    Pick<
      LoadOptions,
      'cwd' | 'env' | 'homeDir' | 'files' | 'envFiles' | 'profiles' | 'projectDirectory' | 'composeVersion'
    > {
  /** Services to start, with what they depend on. `service()` takes these names. Default: all, and any name. */
  readonly services?: Services;
  /** What the project's name begins with; the rest is random. Default: the name that the files give. */
  readonly name?: string;
  /**
   * `ephemeral`: published ports get free ones of the engine's machine, so that suites don't collide; `as-written`:
   * those that the files say. Default: ephemeral.
   */
  readonly ports?: 'ephemeral' | 'as-written';
  /** Ports to publish beside those of the files, by service: `{ db: [5432] }`. Default: none. */
  readonly publish?: Readonly<Record<string, readonly number[]>>;
  /** Build all images that can be built first. Default: false, which builds those that are missing. */
  readonly build?: boolean;
  /** Seconds until services that are not healthy, or don't run, are a failure. Default: 120. */
  readonly waitTimeoutSeconds?: number;
  /** Seconds that containers have to end in at the end. Default: 0, since their volumes go, too. */
  readonly stopTimeoutSeconds?: number;
  /** Remove stacks first whose processes were killed before they could. Default: true. */
  readonly removeLeftovers?: boolean;
  /** Is told of each event while the stack starts. Default: nobody is. */
  readonly onEvent?: OnEvent;
}
