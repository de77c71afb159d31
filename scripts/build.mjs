// Builds dist/: `cli.js` (the program), `index.js` and `vitest.js` (the library), the chunks that both load on demand, V8's
// code of them, and the library's types. Usage: node scripts/build.mjs [--no-types]
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { bundle, pack, startOf } from './bundle.mjs';
import { quickest, recordRun } from './record-code.mjs';

const root = resolve(import.meta.dirname, '..');
const dist = join(root, 'dist');
const entries = ['cli.js', 'index.js', 'vitest.js'];
/** Characters of modules that make a pack worth its own file. */
const worthwhile = 30_000;

buildSchema();
const { files } = await bundle();
const built = [...files, { name: 'package.json', code: `${JSON.stringify({ type: 'commonjs' })}\n` }];
publish(built);
const packs = packsOf(await recordRun());
publish([...built.filter(({ name }) => name !== 'cli.js'), ...packs, startOf(packs)]);
await recordRun();
if (!process.argv.includes('--no-types')) emitTypes();
report();

function buildSchema() {
  const script = join(root, 'scripts/build-schema.mjs');
  if (existsSync(script)) execFileSync(process.execPath, [script], { cwd: root, stdio: 'inherit' });
}

/** Chunks before the entries that require them, what is not needed any more last: dist/ works at every moment. */
function publish(built) {
  mkdirSync(dist, { recursive: true });
  const isEntry = ({ name }) => entries.includes(name);
  for (const { name, code } of [...built.filter(file => !isEntry(file)), ...built.filter(isEntry)]) {
    writeFileSync(join(dist, `${name}.new`), code);
    renameSync(join(dist, `${name}.new`), join(dist, name));
  }
  const stale = readdirSync(dist).filter(name => !built.some(file => file.name === name));
  for (const name of stale) rmSync(join(dist, name), { recursive: true });
}

/** Modules that the same commands load are one pack, where they are enough; the others share one. */
function packsOf(runs) {
  const groups = new Map();
  for (const name of new Set(runs.flat())) {
    const users = runs.flatMap((run, index) => (run.includes(name) ? [index] : [])).join('-');
    groups.set(users, [...(groups.get(users) ?? []), name]);
  }
  const length = name => files.find(file => `./${file.name}` === name).code.length;
  const isLarge = names => names.reduce((sum, name) => sum + length(name), 0) >= worthwhile;
  const large = [...groups].filter(([, names]) => isLarge(names));
  // Of the others, each of the two commands that people wait for most has what it alone needs.
  const small = new Map();
  for (const [, names] of [...groups].filter(([, names]) => !isLarge(names))) {
    const users = ['up', 'ps'].filter(command => runs[quickest[command]].includes(names[0]));
    const title = users.join('-') || 'rest';
    small.set(title, [...(small.get(title) ?? []), ...names]);
  }
  return [...large, ...small].map(([title, names]) => pack(`pack-${title}`, names, files));
}

function emitTypes() {
  const tsc = join(root, 'node_modules/.bin/tsc');
  execFileSync(tsc, ['-p', join(root, 'scripts/tsconfig.types.json')], { cwd: root, stdio: 'inherit' });
}

function report() {
  for (const { name, code } of files.toSorted((a, b) => b.code.length - a.code.length))
    console.log(`${String(Math.ceil(code.length / 1024)).padStart(6)} KB  dist/${name}`);
}
