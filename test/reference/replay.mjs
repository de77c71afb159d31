// Replays what was recorded of Docker Compose with gantry, and tells where the two differ. For developers who have such
// recordings; nothing else needs them.
//
//   DOCKER_HOST=… node test/reference/replay.mjs FOLDER SCENARIO... [--bin bin/gantry] [--version 5.5.0] [--quiet] [--allowed]
//
// FOLDER holds SCENARIO.VERSION.txt. The files are written to a folder of the scenario's name, which makes the project's
// name that of the recording; the project is removed before and afterwards. Each command gets a verdict: `equal`,
// `different by chance: NAME…` (see by-chance.mjs), `different on purpose: NAME…` (see on-purpose.mjs), `DIFFERENT` with
// lines that only the recording (`-`) or only gantry (`+`) has, or `not yet`, where gantry says that it doesn't do that.
// What ran in a terminal does so again, with the same keys; what stands there in the end is compared (see also
// on-purpose-screen.mjs). --quiet tells only of those that are different, and --allowed also which differences go by
// each name. The exit code is 1 if any is different. Two replays of one scenario can't run at once.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { compare } from './compare.mjs';
import { startEdits } from './edits.mjs';
import { maskedOurs, maskedRecorded } from './mask.mjs';
import { maskedScreen, writtenApart, writtenText } from './mask-screen.mjs';
import { perform } from './perform.mjs';
import { performInTerminal } from './perform-in-terminal.mjs';
import { prepareImages, removeProjects } from './project.mjs';
import { screenOf } from './screen.mjs';
import { takeToState } from './states.mjs';
import { readTranscript } from './transcript.mjs';

// Lines that are shown of one difference.
const mostNotes = 40;

// How long a command takes to begin, and to be told what has happened.
const backgroundSeconds = 1;

// How long a container takes to write its first lines.
const startSeconds = 1;

const root = resolve(import.meta.dirname, '../..');
const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    bin: { type: 'string', default: join(root, 'bin/gantry') },
    version: { type: 'string', default: '5.5.0' },
    quiet: { type: 'boolean', default: false },
    allowed: { type: 'boolean', default: false },
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
    for (const made of [folder, `${folder}-outside`]) rmSync(made, { recursive: true, force: true });
    rmSync(marker);
  }
}

function recordingOf(scenario) {
  return join(recordings, `${scenario}.${options.version}.txt`);
}

/** What the recorder ran with: nothing that steers Docker Compose but a folder of settings that is empty. */
function environmentOf(runs) {
  const { PATH, HOME = homedir(), DOCKER_HOST } = process.env;
  const recorders = { COLUMNS: '100', DOCKER_CONFIG: join(runs, 'cfg'), LANG: 'C.UTF-8', TERM: 'xterm-256color' };
  return { PATH, HOME, RUN: runs, ...recorders, ...(DOCKER_HOST && { DOCKER_HOST }) };
}

async function take(steps, { scenario, folder, environment }) {
  const counts = {
    equal: 0,
    'different by chance': 0,
    'different on purpose': 0,
    DIFFERENT: 0,
    'not yet': 0,
  };
  const tally = { commands: 0, ...counts, names: {} };
  const program = resolve(options.bin);
  const background = new Map();
  let current = folder;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  // A folder above that of a project had a file of somebody else's, which is broken.
  write(`${folder}-outside/compose.yaml`, 'services: {}\nsecrets: {my-secrets: {content: x}}\n');
  for (const step of steps) {
    if (isTooEarly(steps, step)) await setTimeout(startSeconds * 1000);
    if (step.kind === 'file') write(join(folder, step.path), step.text);
    else if (step.kind === 'folder')
      current = made(step.path.startsWith('-') ? folder + step.path : join(folder, step.path));
    else if (step.kind === 'fresh') await removeProjects(scenario, environment);
    else if (step.terminal) {
      await takeToState(scenario, step, { program, folder: current, environment });
      const endEdits = startEdits(step, current);
      const ended = await performInTerminal(step, { program, folder: current, environment });
      endEdits();
      await judgeScreen(step, ended, { tally, folder, environment });
    } else {
      await takeToState(scenario, step, { program, folder: current, environment });
      const running = perform(step, { program, folder: current, environment });
      if (step.background) background.set(step, await listening(running));
      else {
        const endEdits = startEdits(step, current);
        judge(step, await running.ended, { tally, scenario, folder, environment });
        endEdits();
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

/** Logs of what was started just now: the recorder took its time. */
function isTooEarly(steps, step) {
  const before = steps[steps.indexOf(step) - 1];
  return /compose .*\blogs\b/.test(step.line ?? '') && /compose .*\b(up|start|restart)\b/.test(before?.line ?? '');
}

/** What is told from now on is told to it. */
async function listening(running) {
  await setTimeout(backgroundSeconds * 1000);
  return running;
}

/** What goes on in the background sees the commands that change something, up to the next that doesn't. */
function isLastOfBackground(steps, step) {
  const next = steps[steps.indexOf(step) + 1];
  return !/compose (stop|start|kill|restart)\b/.test(next?.line ?? '');
}

async function endBackground(background, context) {
  // It may not have been told of the last yet.
  if (background.size > 0) await setTimeout(backgroundSeconds * 1000);
  for (const [step, { ended, interrupt }] of background) {
    interrupt(step.ended ?? 'SIGKILL');
    judge(step, await ended, context);
  }
  background.clear();
}

function judge(step, ended, { tally, scenario, folder, environment }) {
  if (isNotYet(ended)) return tell(tally, step.line, 'not yet', [ended.err.split('\n')[0]]);
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
  const written = writtenText(step.tty);
  const recorded = {
    exitCode: step.exitCode,
    screen: await screen(written),
    apart: await screen(writtenApart(written)),
  };
  const ours = { exitCode: ended.exitCode, screen: await screen(ended.text) };
  verdict(step, compare(step.line, recorded, ours), tally);
}

function isNotYet({ exitCode, err }) {
  return exitCode === 1 && /^gantry has no `.*` yet$|^\S+ is not supported yet$/m.test(err);
}

function placesOf(folder, environment) {
  return [
    [`${folder}-outside`, '/tmp'],
    [folder, '$DIR'],
    [environment.RUN, '$RUN'],
    [engineFolder(environment), '$ENGINE'],
  ].filter(([path]) => path);
}

function verdict(step, { chances, purposes, differences }, tally) {
  for (const { name } of [...chances, ...purposes]) tally.names[name] = (tally.names[name] ?? 0) + 1;
  const told = (words, { name, lines }) => [
    `${words}: ${name}`,
    ...(options.allowed ? lines.slice(0, mostNotes).map(line => `    ${line}`) : []),
  ];
  tell(tally, step.line, verdictOf(chances, purposes, differences), [
    ...chances.flatMap(chance => told('by chance', chance)),
    ...purposes.flatMap(purpose => told('on purpose', purpose)),
    ...differences,
  ]);
}

function verdictOf(chances, purposes, differences) {
  if (differences.length > 0) return 'DIFFERENT';
  if (purposes.length > 0) return 'different on purpose';
  return chances.length > 0 ? 'different by chance' : 'equal';
}

function engineFolder({ DOCKER_HOST }) {
  return DOCKER_HOST?.startsWith('unix://') ? dirname(DOCKER_HOST.slice(7)) : undefined;
}

function tell(tally, line, verdict, notes) {
  tally.commands++;
  tally[verdict]++;
  if (options.quiet && verdict !== 'DIFFERENT') return;
  console.log(`${verdict}: ${line}`);
  const shown = options.allowed ? notes : notes.slice(0, mostNotes);
  for (const note of shown) console.log(`    ${note}`);
  if (notes.length > shown.length) console.log(`    … ${notes.length - shown.length} more`);
}

function summary(scenario, { names, ...counts }) {
  const told = Object.entries(counts).map(([what, count]) => `${count} ${what}`);
  const purposes = Object.entries(names).map(([name, count]) => `${name} ${count}`);
  return `${scenario}: ${told.join(', ')}${purposes.length > 0 ? ` (${purposes.join(', ')})` : ''}`;
}
