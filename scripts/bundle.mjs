// Bundles the program and the library, in memory.
//
// Node starts CommonJS some milliseconds sooner than ES modules, but esbuild splits chunks for ES modules only. So
// there are two passes: bundle and split as ES modules, then turn each file into CommonJS, where `await import(…)`
// has become a `require` at the moment of need.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { build, transform } from 'esbuild';
import { leanDockerode } from './lean-dockerode.mjs';
import { leanJsYaml } from './lean-js-yaml.mjs';

const root = resolve(import.meta.dirname, '..');
const target = 'node20.19';

/** Resolves to the files of dist/, and to esbuild's account of what went into them. */
export async function bundle() {
  const { outputFiles, metafile } = await split();
  const files = await Promise.all(outputFiles.map(({ path, text }) => toCommonJs(basename(path), text)));
  return {
    files: [...files, startOf([])],
    metafile,
  };
}

/**
 * One file of several modules: an object of functions by name. V8 takes kept code for a source of the same length, so
 * a name must never come back with another content.
 */
export function pack(title, names, files) {
  const parts = names.map(name => {
    const { code } = files.find(file => `./${file.name}` === name);
    return `${JSON.stringify(name)}:function(exports,require,module,__filename,__dirname){${code}\n}`;
  });
  const code = `({${parts.join(',')}})\n`.replace(/[^\t-~]/g, escapeSequence);
  const digest = createHash('sha256').update(code).digest('hex').slice(0, 8).toUpperCase();
  return { name: `${title}-${digest}.js`, code, names };
}

/** What esbuild leaves as it is stands in regular expressions, where this is the same. */
function escapeSequence(character) {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** `cli.js`, which knows the packs. */
export function startOf(packs) {
  const code = readFileSync(join(root, 'scripts/cached-start.cjs'), 'utf8');
  const known = packs.map(({ name, names }) => ({ file: name, names }));
  return { name: 'cli.js', code: code.replace('const packs = [];', `const packs = ${JSON.stringify(known)};`) };
}

async function split() {
  const { plugin, verify } = leanDockerode();
  const { outputFiles, metafile, warnings } = await build({
    absWorkingDir: root,
    entryPoints: { program: 'src/bin.ts', index: 'src/index.ts', vitest: 'src/vitest.ts' },
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
    // Node shows the line of whatever a program that uses the library doesn't catch.
    lineLimit: 160,
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
