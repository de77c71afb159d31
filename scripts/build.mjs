// Bundles gantry into dist/: `cli.js` (the program), `index.js` (the library), the chunks that both load on demand,
// and the library's types. Usage: node scripts/build.mjs [--no-types]
//
// Node starts CommonJS some milliseconds sooner than ES modules, but esbuild splits chunks for ES modules only. So
// there are two passes: bundle and split as ES modules, then turn each file into CommonJS, where `await import(…)`
// has become a `require` at the moment of need.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { build, transform } from 'esbuild';
import { leanDockerode } from './lean-dockerode.mjs';

const root = resolve(import.meta.dirname, '..');
const dist = join(root, 'dist');
const target = 'node20.19';

buildSchema();
const files = await Promise.all((await split()).map(toCommonJs));
rmSync(dist, { recursive: true, force: true });
mkdirSync(dist, { recursive: true });
for (const { name, code } of files) writeFileSync(join(dist, name), code);
writeFileSync(join(dist, 'package.json'), `${JSON.stringify({ type: 'commonjs' })}\n`);
if (!process.argv.includes('--no-types')) emitTypes();
report();

function buildSchema() {
  const script = join(root, 'scripts/build-schema.mjs');
  if (existsSync(script)) execFileSync(process.execPath, [script], { cwd: root, stdio: 'inherit' });
}

async function split() {
  const { plugin, verify } = leanDockerode();
  const { outputFiles, metafile, warnings } = await build({
    absWorkingDir: root,
    entryPoints: { cli: 'src/bin.ts', index: 'src/index.ts' },
    outdir: 'dist',
    chunkNames: '[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    mainFields: ['module', 'main'],
    target,
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: 'none',
    metafile: true,
    write: false,
    plugins: [plugin],
  });
  refuse(warnings);
  verify(metafile);
  refuseLazyCommonJs(metafile);
  return outputFiles.map(({ path, text }) => ({ name: basename(path), text }));
}

async function toCommonJs({ name, text }) {
  const { code, warnings } = await transform(text, {
    format: 'cjs',
    platform: 'node',
    target,
    supported: { 'dynamic-import': false },
    minifySyntax: true,
    minifyWhitespace: true,
  });
  refuse(warnings);
  return { name, code };
}

/** A warning of the bundler is an error of ours: an `import.meta` emptied, a duplicate key, a missing export. */
function refuse(warnings) {
  if (warnings.length > 0) throw new Error(`esbuild warns: ${warnings.map(({ text }) => text).join('; ')}`);
}

/** Of a CommonJS module, a bundled `await import(…)` gives the default export alone: only a static import names others. */
function refuseLazyCommonJs({ inputs }) {
  for (const [file, { imports }] of Object.entries(inputs)) {
    const wrong = imports.find(({ kind, path }) => kind === 'dynamic-import' && inputs[path]?.format === 'cjs');
    if (wrong) throw new Error(`${file}: load ${wrong.original} through a file of ours that imports it statically`);
  }
}

function emitTypes() {
  const tsc = join(root, 'node_modules/.bin/tsc');
  execFileSync(tsc, ['-p', join(root, 'scripts/tsconfig.types.json')], { cwd: root, stdio: 'inherit' });
}

function report() {
  for (const { name, code } of files.toSorted((a, b) => b.code.length - a.code.length))
    console.log(`${String(Math.ceil(code.length / 1024)).padStart(6)} KB  dist/${name}`);
}
