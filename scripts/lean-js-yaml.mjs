// An esbuild plugin that lets go of the parts of js-yaml that gantry doesn't use. Its modules come as one file, whose
// tags, schemas and tables of options a bundler must keep, since making them might have effects. Marked as having none,
// what makes and prints values goes, and the reader of events stays.
import { readFile } from 'node:fs/promises';

/** `var NAME = …;` at the top level, where `…` is an object, a class or made by a call. */
const madeAtStart =
  /^var (\w+) = ((?:\{|class |new Schema|define\w+Tag\(|\w+\.(?:withTags|assign)\()[\s\S]*?);$(?=\n[^\s})\]])/gm;

export function leanJsYaml() {
  return {
    name: 'lean-js-yaml',
    setup(build) {
      build.onLoad({ filter: /js-yaml\/dist\/js-yaml\.mjs$/ }, async ({ path }) => {
        const source = await readFile(path, 'utf8');
        const contents = source.replace(madeAtStart, 'var $1 = /* @__PURE__ */ (() => ($2))();');
        if (contents === source) throw new Error('js-yaml has changed: it has no schema that could be marked');
        return { contents, loader: 'js' };
      });
    },
  };
}
