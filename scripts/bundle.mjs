// Bundles the program and the library, in memory.
//
// Node starts CommonJS some milliseconds sooner than ES modules, but esbuild splits chunks for ES modules only. So
// there are two passes: bundle and split as ES modules, then turn each file into CommonJS, where `await import(…)`
// has become a `require` at the moment of need.
import { basename, resolve } from 'node:path';
import { build, transform } from 'esbuild';
import { leanDockerode } from './lean-dockerode.mjs';
import { leanJsYaml } from './lean-js-yaml.mjs';

const root = resolve(import.meta.dirname, '..');
const target = 'node20.19';

/** Resolves to the files of dist/, and to esbuild's account of what went into them. */
export async function bundle() {
  const { outputFiles, metafile } = await split();
  const files = await Promise.all(outputFiles.map(({ path, text }) => toCommonJs(basename(path), text)));
  return { files, metafile };
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
    plugins: [plugin, leanJsYaml()],
  });
  refuse(warnings);
  verify(metafile);
  refuseLazyCommonJs(metafile);
  return { outputFiles, metafile };
}

async function toCommonJs(name, text) {
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
