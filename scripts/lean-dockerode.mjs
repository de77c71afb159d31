// An esbuild plugin that leaves out of dockerode what gantry doesn't use. dockerode is the way to the engine; its
// SSH client, gRPC session and directory packer triple what must be loaded before the first call. Connections over
// SSH, BuildKit's session and the build context are gantry's own (src/engine).
import { readFile } from 'node:fs/promises';
import { relative } from 'node:path';

/** Modules of dockerode and docker-modem that are replaced whole, by their importer and specifier. */
const replaced = {
  'dockerode/lib/docker.js ./session': unused('a BuildKit session'),
  'dockerode/lib/docker.js ./buildkit': unused('decoding of BuildKit traces'),
  'dockerode/lib/util.js tar-fs': unused('packing of a folder'),
  'dockerode/lib/util.js @balena/dockerignore': unused('packing of a folder'),
  'dockerode/lib/util.js zlib': unused('packing of a folder'),
  // Node's TLS takes milliseconds to load, and the local socket has no use for it.
  'docker-modem/lib/http.js https': `exports.request = (...args) => require('node:https').request(...args);`,
  'docker-modem/lib/modem.js ./ssh': unused('SSH'),
  'docker-modem/lib/modem.js debug': 'module.exports = () => () => {};',
  'docker-modem/lib/http_duplex.js readable-stream': `module.exports = require('node:stream');`,
};

/** Statements that are replaced, by file: each pattern with what takes its place. */
const edited = {
  'docker-modem/lib/modem.js': [
    // Formats every request in full, debugging or not.
    [/^ {2}debug\('Sending: %s', util\.inspect\(options, \{\n.*?\n {2}\}\)\);\n/ms, ''],
    // Reads DOCKER_HOST and DOCKER_CERT_PATH, and fails on what it finds there: the endpoint is resolved by gantry.
    ['var optDefaults = defaultOpts();', 'var optDefaults = {};'],
  ],
};

export function leanDockerode() {
  const met = new Set();
  return {
    plugin: { name: 'lean-dockerode', setup: build => setup(build, met) },
    verify: metafile => verify(metafile, met),
  };
}

function setup(build, met) {
  build.onResolve(
    { filter: /^(\.\/(session|buildkit|ssh)|@balena\/dockerignore|debug|https|readable-stream|tar-fs|zlib)$/ },
    ({ path, importer }) => {
      const key = `${insideModules(importer)} ${path}`;
      if (!(key in replaced)) return undefined;
      met.add(key);
      return { path: key, namespace: 'lean-dockerode' };
    },
  );
  build.onLoad({ filter: /.*/, namespace: 'lean-dockerode' }, ({ path }) => ({
    contents: replaced[path],
    loader: 'js',
    resolveDir: '.',
  }));
  build.onLoad({ filter: /docker-modem\/lib\/modem\.js$/ }, async ({ path }) => {
    const key = insideModules(path);
    const source = await readFile(path, 'utf8');
    const contents = edited[key].reduce((text, edit) => replaceOnce(key, text, edit), source);
    met.add(key);
    return { contents, loader: 'js' };
  });
}

/** Where dockerode is bundled, each patch must have found its place: a new version may have moved it. */
function verify(metafile, met) {
  if (!Object.keys(metafile.inputs).some(input => input.endsWith('dockerode/lib/docker.js'))) return;
  const missed = [...Object.keys(replaced), ...Object.keys(edited)].filter(key => !met.has(key));
  if (missed.length > 0) throw new Error(`dockerode has changed, nothing to patch at: ${missed.join(', ')}`);
}

function replaceOnce(file, text, [pattern, replacement]) {
  const changed = text.replace(pattern, replacement);
  if (changed === text) throw new Error(`${file} has no statement like ${pattern} any more`);
  return changed;
}

function unused(what) {
  return `module.exports = () => { throw new Error('this build of dockerode has no ${what}'); };`;
}

function insideModules(path) {
  return relative('.', path).split('node_modules/').at(-1);
}
