import { describe, expect, test } from 'vitest';
import { createTerminal } from '../support/terminal.ts';
import { withProject } from './support.ts';

const file = `
services:
  db:
    image: debian:bookworm-slim
    command: sleep 1000
    init: true
    stop_grace_period: 0s
    healthcheck: {test: "test -f /ready || { echo not yet 还没有; exit 1; }", interval: 1s, retries: 90}
  job:
    image: debian:bookworm-slim
    command: "true"
    depends_on: {db: {condition: service_healthy}}
  web:
    image: debian:bookworm-slim
    command: sleep 1000
    init: true
    stop_grace_period: 0s
    depends_on: {job: {condition: service_completed_successfully}}
`;

/** What stands on a terminal of 100 columns and 30 rows once all this was written to it, without the times. */
function picture(written: string): { lines: string[]; cursor: boolean } {
  const terminal = createTerminal(100, 30);
  terminal.write(written);
  const lines = terminal.lines().map(line => line.replace(/ +\d+\.\ds$/, ''));
  return { lines: lines.filter(line => line !== ''), cursor: terminal.cursorIsShown() };
}

describe('progress on a terminal', () => {
  test('must tell what is waited for and why, and end as one list', () =>
    withProject({ 'compose.yaml': file }, async ({ name, terminal, gantry }) => {
      const up = terminal('up', '-d');
      await up.shows(/Probe \d+ failed \([1-9]\d*\/90\): not yet 还没有/);
      expect(picture(up.screen()).lines.map(line => line.replace(/\d+ failed \(\d+/, 'N failed (N'))).toEqual([
        '[+] up 1/4',
        expect.stringMatching(` ✔ Network ${name}_default +Created`),
        expect.stringMatching(` ⠋?[^ ] (Container )?${name}-db-1 +Probe N failed \\(N/90\\): not yet 还没有`),
        expect.stringMatching(` · (Container )?${name}-job-1 +Created, waiting for db`),
        expect.stringMatching(` · (Container )?${name}-web-1 +Created`),
      ]);
      await gantry('exec', '-T', 'db', 'touch', '/ready');
      expect(await up.exit).toBe(0);
      expect(picture(up.screen())).toEqual({
        lines: [
          '[+] up 4/4',
          ` ✔ Network ${name}_default Created`,
          ` ✔ Container ${name}-db-1  Healthy`,
          ` ✔ Container ${name}-job-1 Exited`,
          ` ✔ Container ${name}-web-1 Started`,
        ],
        cursor: true,
      });
    }));

  test.each(['SIGINT', 'SIGTERM', 'SIGKILL'] as const)('must leave the terminal in order on %s', signal =>
    withProject({ 'compose.yaml': file }, async ({ name, terminal }) => {
      const up = terminal('up', '-d');
      await up.shows('waiting for db');
      up.kill(signal);
      expect(await up.exit).toBe(signal === 'SIGKILL' ? 137 : 130);
      const { lines, cursor } = picture(up.screen().replace('Killed', ''));
      expect([lines.filter(line => line.startsWith('[+]')).length, cursor]).toEqual([1, true]);
      expect(lines.filter(line => line.includes(`${name}-web-1`))).toHaveLength(1);
      expect(up.screen().lastIndexOf('\x1b[?7h')).toBeGreaterThan(up.screen().lastIndexOf('\x1b[?7l'));
    }),
  );
});
