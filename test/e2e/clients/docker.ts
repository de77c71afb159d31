import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { gantryBin } from '../support.ts';

/**
 * The environment of a client: `docker compose` of the docker CLI and `docker-compose` are gantry, put there as users
 * put it. Nothing of the user's own configuration is touched.
 */
export function gantryForDocker(): NodeJS.ProcessEnv {
  const folder = mkdtempSync(join(tmpdir(), 'gantry-clients-'));
  const shims = join(folder, 'bin');
  mkdirSync(shims);
  const env = {
    ...process.env,
    DOCKER_CONFIG: join(folder, 'docker'),
    PATH: `${shims}${delimiter}${process.env.PATH}`,
  };
  for (const flags of [['--as', 'compose'], [], ['--shim', shims]])
    execFileSync(gantryBin, ['install-plugin', ...flags], { env });
  return env;
}
