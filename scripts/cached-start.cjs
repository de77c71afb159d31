'use strict';
// Becomes dist/cli.js. Half of the time of a short command goes into compiling, so the build keeps the machine code's
// forerunner that V8 made of each chunk beside it (`.code`), and this gives it back to V8. Another version of Node, or
// other flags of V8, refuse it and compile as ever. Node 20 has nothing of its own for that: module.enableCompileCache
// came with 22.
const Module = require('node:module');
const { readFileSync, renameSync, writeFileSync } = require('node:fs');
const { Script } = require('node:vm');

/** Set by scripts/record-code.mjs alone: keep what V8 has compiled when the program ends. */
const recording = process.env.GANTRY_RECORD_CODE === '1';
/** Below this many characters, compiling is quicker than reading one more file. */
const worthwhile = 6000;
const compile = Module.prototype._compile;
const scripts = new Map();

Module.prototype._compile = function (source, filename) {
  const cachedData = isOurs(source, filename) ? readCode(filename) : undefined;
  if (cachedData === undefined && !(recording && isOurs(source, filename))) return compile.call(this, source, filename);
  const script = new Script(Module.wrap(source), { filename, cachedData });
  scripts.set(filename, script);
  const run = script.runInThisContext();
  return run.call(this.exports, this.exports, id => this.require(id), this, filename, __dirname);
};

function isOurs(source, filename) {
  return source.length > worthwhile && filename.startsWith(__dirname);
}

function readCode(filename) {
  try {
    return readFileSync(`${filename}.code`);
  } catch {
    return undefined;
  }
}

function keepCode() {
  for (const [filename, script] of scripts) {
    writeFileSync(`${filename}.code.new`, script.createCachedData());
    renameSync(`${filename}.code.new`, `${filename}.code`);
  }
}

if (recording) process.on('exit', keepCode);
require('./program.js');
