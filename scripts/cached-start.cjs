'use strict';
// Becomes dist/cli.js. Half of the time of a short command goes into finding, reading and compiling modules. So the
// build packs what the common commands load into two files, and keeps the machine code's forerunner that V8 made of
// each beside it (`.code`); this gives it back to V8. Another version of Node, or other flags of V8, refuse it and
// compile as ever. Node 20 has nothing of its own for that: module.enableCompileCache came with 22.
const { readFileSync, renameSync, writeFileSync } = require('node:fs');
const { Script } = require('node:vm');

/** By the build: what is packed, in files each of which is an object of functions by name of a module. */
const packs = [];
const program = './program.js';
/** Set by scripts/record-code.mjs alone: a folder for what was loaded; V8's code is kept when the program ends. */
const recording = process.env.GANTRY_RECORD_CODE;
const scripts = new Map();
const modules = new Map();
const loaded = [];

/** A module of the program, by the name under which another requires it; the rest of the world is Node's. */
function load(name) {
  const known = modules.get(name);
  if (known !== undefined) return known.exports;
  if (!name.startsWith('./')) return require(name);
  loaded.push(name);
  const pack = packs.find(({ names }) => names.includes(name));
  const module = { exports: {} };
  modules.set(name, module);
  const factory = pack === undefined ? separate(name) : unpack(pack)[name];
  factory.call(module.exports, module.exports, load, module, `${__dirname}/${name.slice(2)}`, __dirname);
  return module.exports;
}

function unpack(pack) {
  pack.factories ??= compile(`${__dirname}/${pack.file}`).runInThisContext();
  return pack.factories;
}

/** What isn't packed is compiled by itself, and has what is from the packs: Node's loader would make it anew. */
function separate(name) {
  const filename = `${__dirname}/${name.slice(2)}`;
  return new Script(require('node:module').wrap(readFileSync(filename, 'utf8')), { filename }).runInThisContext();
}

/** Packs are ASCII, which is read the fastest as Latin-1. */
function compile(filename) {
  const script = new Script(readFileSync(filename, 'latin1'), { filename, cachedData: readCode(filename) });
  scripts.set(filename, script);
  return script;
}

function readCode(filename) {
  try {
    return readFileSync(`${filename}.code`);
  } catch {
    return undefined;
  }
}

function keepCode() {
  // V8 refuses code that was made under other flags than those it starts with.
  const { setFlagsFromString } = require('node:v8');
  for (const flag of ['--opt', '--semi-space-growth-factor=2']) setFlagsFromString(flag);
  writeFileSync(`${recording}/${process.pid}.json`, JSON.stringify(loaded));
  for (const [filename, script] of scripts) {
    writeFileSync(`${filename}.code.new`, script.createCachedData());
    renameSync(`${filename}.code.new`, `${filename}.code`);
  }
}

if (recording !== undefined) process.on('exit', keepCode);
load(program);
