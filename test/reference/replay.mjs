// Replays what was recorded of Docker Compose with gantry, and tells where the two differ. For developers who have such
// recordings; nothing else needs them.
//
//   DOCKER_HOST=… node test/reference/replay.mjs FOLDER SCENARIO... [--bin bin/gantry] [--version 5.5.0] [--quiet]
//
// FOLDER holds SCENARIO.VERSION.txt. The files are written to a folder of the scenario's name, which makes the project's
// name that of the recording; the project is removed before and afterwards. Each command gets a verdict: `equal`,
// `different on purpose: NAME…` (see on-purpose.mjs), `DIFFERENT` with lines that only the recording (`-`) or only gantry
// (`+`) has, or `left out`, where it needs a terminal. --quiet tells only of those that are different. The exit code is
// 1 if any is. Two replays of one scenario can't run at once.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { compare } from './compare.mjs';
import { maskedOurs, maskedRecorded } from './mask.mjs';
import { maskedScreen, writtenText } from './mask-screen.mjs';
import { perform } from './perform.mjs';
import { performInTerminal } from './perform-in-terminal.mjs';
import { prepareImages, removeProjects } from './project.mjs';
import { screenOf } from './screen.mjs';
import { readTranscript } from './transcript.mjs';

// Lines that are shown of one difference.
const mostNotes = 40;

const root = resolve(import.meta.dirname, '../..');
const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    bin: { type: 'string', default: join(root, 'bin/gantry') },
    version: { type: 'string', default: '5.5.0' },
    quiet: { type: 'boolean', default: false },
  },
});
const [recordings, ...scenarios] = positionals;

if (!recordings || !existsSync(recordings))
  console.log(`there are no recordings in ${recordings}: nothing is replayed`);
else for (const scenario of scenarios) await replay(scenario);

async function replay(scenario) {
  const runs = join(tmpdir(), 'gantry-replay');
  const folder = join(runs, scenario);
  const environment = environmentOf(runs);
  mkdirSync(runs, { recursive: true });
  const marker = `${folder}.lock`;
  if (existsSync(marker)) throw new Error(`${scenario} is being replayed, or was left: remove ${marker} if it was`);
  writeFileSync(marker, String(process.pid), { flag: 'wx' });
  try {
    await removeProjects(scenario, environment);
    const removeImages = await prepareImages(scenario, environment);
    const tally = await take(readTranscript(readFileSync(recordingOf(scenario), 'utf8')), {
      scenario,
      folder,
      environment,
    });
    await removeProjects(scenario, environment);
    await removeImages();
    console.log(summary(scenario, tally));
    if (tally.DIFFERENT > 0) process.exitCode = 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
    rmSync(marker);
  }
}

function recordingOf(scenario) {
  return join(recordings, `${scenario}.${options.version}.txt`);
}

/** What the recorder ran with: nothing that steers Docker Compose. */
function environmentOf(runs) {
  const { PATH, HOME = homedir(), DOCKER_HOST } = process.env;
  return { PATH, HOME, RUN: runs, ...(DOCKER_HOST && { DOCKER_HOST }) };
}

async function take(steps, { scenario, folder, environment }) {
  const tally = { commands: 0, equal: 0, 'different on purpose': 0, DIFFERENT: 0, 'left out': 0, names: {} };
  const background = new Map();
  let current = folder;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const step of steps) {
    if (step.kind === 'file') write(join(folder, step.path), step.text);
    else if (step.kind === 'folder') current = made(join(folder, step.path));
    else if (step.kind === 'fresh') await removeProjects(scenario, environment);
    else if (!isComparable(step)) tell(tally, step.line, 'left out', []);
    else if (step.terminal) {
      const ended = await performInTerminal(step, { program: resolve(options.bin), folder: current, environment });
      await judgeScreen(step, ended, { tally, folder, environment });
    } else {
      const running = perform(step, { program: resolve(options.bin), folder: current, environment });
      if (step.background) background.set(step, running);
      else {
        judge(step, await running.ended, { tally, scenario, folder, environment });
        if (isLastOfBackground(steps, step)) await endBackground(background, { tally, scenario, folder, environment });
      }
    }
  }
  await endBackground(background, { tally, scenario, folder, environment });
  return tally;
}

function write(path, text) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

function made(folder) {
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** Not where a moment of the recorder's day is in the command. */
function isComparable({ line }) {
  return !/<time/.test(line);
}

/** What goes on in the background sees the commands that change something, up to the next that doesn't. */
function isLastOfBackground(steps, step) {
  const next = steps[steps.indexOf(step) + 1];
  return !/compose (stop|start|kill|restart)\b/.test(next?.line ?? '');
}

async function endBackground(background, context) {
  for (const [step, { ended, interrupt }] of background) {
    interrupt(step.ended ?? 'SIGKILL');
    judge(step, await ended, context);
  }
  background.clear();
}

function judge(step, ended, { tally, scenario, folder, environment }) {
  // A command that gantry doesn't have yet, of those that Docker Compose has.
  if (/^unknown gantry command/m.test(ended.err) && step.exitCode === 0) return tell(tally, step.line, 'left out', []);
  const places = placesOf(folder, environment);
  const recorded = {
    exitCode: step.exitCode,
    out: maskedRecorded(step.out, step.line),
    err: maskedRecorded(step.err, step.line),
  };
  const ours = {
    exitCode: step.exitCode === undefined ? undefined : ended.exitCode,
    out: maskedOurs(ended.out, step.line, { places, project: /compose ls\b/.test(step.line) && scenario }),
    err: maskedOurs(ended.err, step.line, { places }),
  };
  verdict(step, compare(step.line, recorded, ours), tally);
}

async function judgeScreen(step, ended, { tally, folder, environment }) {
  if (process.env.KEEP) writeFileSync(`${process.env.KEEP}/${tally.commands}`, ended.text);
  const places = placesOf(folder, environment);
  const screen = async text => maskedScreen(await screenOf(text, step.terminal), step.line, places);
  const recorded = { exitCode: step.exitCode, screen: await screen(writtenText(step.tty)) };
  const ours = { exitCode: ended.exitCode, screen: await screen(ended.text) };
  verdict(step, compare(step.line, recorded, ours), tally);
}

function placesOf(folder, environment) {
  return [
    [folder, '$DIR'],
    [environment.RUN, '$RUN'],
    [engineFolder(environment), '$ENGINE'],
  ].filter(([path]) => path);
}

function verdict(step, { names, differences }, tally) {
  for (const name of names) tally.names[name] = (tally.names[name] ?? 0) + 1;
  tell(tally, step.line, differences.length > 0 ? 'DIFFERENT' : names.length > 0 ? 'different on purpose' : 'equal', [
    ...names.map(name => `on purpose: ${name}`),
    ...differences,
  ]);
}

function engineFolder({ DOCKER_HOST }) {
  return DOCKER_HOST?.startsWith('unix://') ? dirname(DOCKER_HOST.slice(7)) : undefined;
}

function tell(tally, line, verdict, notes) {
  tally.commands++;
  tally[verdict]++;
  if (options.quiet && verdict !== 'DIFFERENT') return;
  console.log(`${verdict}: ${line}`);
  for (const note of notes.slice(0, mostNotes)) console.log(`    ${note}`);
  if (notes.length > mostNotes) console.log(`    … ${notes.length - mostNotes} more`);
}

function summary(scenario, { names, ...counts }) {
  const told = Object.entries(counts).map(([what, count]) => `${count} ${what}`);
  const purposes = Object.entries(names).map(([name, count]) => `${name} ${count}`);
  return `${scenario}: ${told.join(', ')}${purposes.length > 0 ? ` (${purposes.join(', ')})` : ''}`;
}
