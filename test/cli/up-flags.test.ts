import { describe, expect, test } from 'vitest';
import { readCreateOptions } from '../../src/cli/create-flags.ts';
import { parseFlags } from '../../src/cli/parse.ts';
import { readUpOptions, upFlags } from '../../src/cli/up-flags.ts';

const options = (...args: string[]) => parseFlags(args, upFlags).options;

const defaults = {
  build: false,
  noBuild: false,
  forceRecreate: false,
  noRecreate: false,
  quietPull: false,
  ignoreOrphans: false,
  removeOrphans: false,
  scale: {},
  alwaysRecreateDeps: false,
  renewAnonVolumes: false,
  rollbackOnFailure: false,
  start: true,
  wait: false,
};

describe('what the flags of up ask for', () => {
  test.each<[string, string[], object]>([
    ['nothing', [], {}],
    ['the timeout', ['-t5'], { timeoutSeconds: 5 }],
    ['a timeout of 0 is one', ['--timeout', '0'], { timeoutSeconds: 0 }],
    ['waiting, with a limit', ['--wait', '--wait-timeout', '3'], { wait: true, waitTimeoutSeconds: 3 }],
    ['a limit of 0 is none', ['--wait', '--wait-timeout', '0'], { wait: true }],
    ['creation only', ['--no-start'], { start: false }],
    ['replicas', ['--scale', 'web=3', '--scale=db=0'], { scale: { web: 3, db: 0 } }],
    ['a pull policy', ['--pull', 'always'], { pull: 'always' }],
  ])('%s', (_, args, changed) => {
    expect(readUpOptions(options(...args), {})).toEqual({ ...defaults, ...changed });
  });

  test.each<[string, Record<string, string>, object]>([
    ['COMPOSE_REMOVE_ORPHANS removes orphans', { COMPOSE_REMOVE_ORPHANS: '1' }, { removeOrphans: true }],
    ['COMPOSE_IGNORE_ORPHANS silences them', { COMPOSE_IGNORE_ORPHANS: 'true' }, { ignoreOrphans: true }],
  ])('%s', (_, env, changed) => {
    expect(readUpOptions(options(), env)).toEqual({ ...defaults, ...changed });
  });

  test('a flag goes over the variable, which is meant for up alone, and contradictions are refused', () => {
    const env = { COMPOSE_REMOVE_ORPHANS: '1' };
    expect(readUpOptions(options('--remove-orphans=false'), env).removeOrphans).toBe(false);
    expect(readCreateOptions(options(), env).removeOrphans).toBe(false);
    expect(() => readUpOptions(options(), { ...env, COMPOSE_IGNORE_ORPHANS: '1' })).toThrow(
      'cannot combine COMPOSE_IGNORE_ORPHANS and --remove-orphans',
    );
  });

  test.each<[string[], string]>([
    [['--build', '--no-build'], '--build and --no-build are incompatible'],
    [['--force-recreate', '--no-recreate'], '--force-recreate and --no-recreate are incompatible'],
    [['--no-recreate', '-V'], '--no-recreate and --renew-anon-volumes are incompatible'],
    [['--always-recreate-deps', '--no-recreate'], '--always-recreate-deps and --no-recreate are incompatible'],
    [['-d', '--exit-code-from', 'web'], '--detach cannot be combined with'],
    [['--wait', '--wait-timeout', '-1'], '--wait-timeout must not be negative'],
    [['--wait', '--attach', 'web'], '--wait cannot be combined with'],
    [['--attach', 'web', '--attach-dependencies'], 'cannot combine --attach and --attach-dependencies'],
    [['--rollback-on-failure', '--no-start'], '--rollback-on-failure and --no-start are incompatible'],
    [['--rollback-on-failure', '--exit-code-from', 'web'], '--rollback-on-failure cannot be combined with'],
    [['--live-reload', '0'], '--live-reload needs --watch'],
    [['--watch', '--live-reload', '70000'], '--live-reload takes a port'],
    [['--scale', 'web'], 'invalid --scale option "web"'],
    [['--pull', 'sometimes'], 'invalid --pull option "sometimes"'],
  ])('%j is refused', (args, message) => {
    expect(() => readUpOptions(options(...args), {})).toThrow(message);
  });
});
