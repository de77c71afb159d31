import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');

export interface Consumer {
  /** Of a package that has the library installed. */
  readonly folder: string;
  remove(): void;
}

/**
 * Packs the package in `from` as it would be published, and installs the tarball in a folder of its own, as npm would:
 * what it depends on is linked from here, so that no registry is asked. `others` are packages that the consumer has.
 */
export function installPacked(from: string, others: readonly string[] = []): Consumer {
  const folder = mkdtempSync(join(tmpdir(), 'gantry-consumer-'));
  const installed = join(folder, 'node_modules/gantry');
  mkdirSync(installed, { recursive: true });
  execFileSync('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', folder], { cwd: from });
  const tarball = readdirSync(folder).find(name => name.endsWith('.tgz'))!;
  execFileSync('tar', ['-xzf', join(folder, tarball), '--strip-components=1', '-C', installed]);
  const { dependencies } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  for (const name of [...Object.keys(dependencies), ...others]) {
    const link = join(folder, 'node_modules', name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(root, 'node_modules', name), link);
  }
  return { folder, remove: () => rmSync(folder, { recursive: true }) };
}
