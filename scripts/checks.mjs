// usage: checks.mjs TOTALS_FILE     every check of the project, on the engine of DOCKER_HOST; writes the totals as JSON
import { spawn } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBusyboxImage, ensureDebianImage } from './engine/base-image.mjs';
import { ensureDockerCli } from './engine/docker-cli.mjs';
import { engineOf } from './engine/http.mjs';
import { say } from './engine/say.mjs';
import { checkout, prepare, workFolder } from './prepare.mjs';

const [totalsFile] = process.argv.slice(2);

try {
  await prepare();
  ensureDockerCli();
  // Where it must be made, that takes as long as all that needs no image.
  const images = ensureImages(engineOf(process.env));
  // In a process of its own, and after the images: apt-get works for one at a time, and stops whoever waits for it.
  const browser = images.then(() => run(process.execPath, [join(checkout, 'scripts/engine/browser.mjs')]));
  browser.catch(() => {});
  const results = [await script('types'), await script('lint'), await tests('unit')];
  if ((await browser) !== 0) throw new Error('the end-to-end tests have no browser.');
  results.push(await tests('e2e'));
  writeFileSync(totalsFile, JSON.stringify(results.reduce(add)));
} catch (error) {
  say(error.message);
  process.exitCode = 1;
}

/** One after the other: both are made in the same folder. */
async function ensureImages(engine) {
  await ensureBusyboxImage(engine, workFolder);
  await ensureDebianImage(engine, workFolder);
}

/** Types and lint have no tests to count; each that fails is one failure. */
async function script(name) {
  say(`checking ${name}.`);
  return { passed: 0, failed: (await run('npm', ['run', '--silent', name])) === 0 ? 0 : 1 };
}

async function tests(project) {
  say(`running the ${project} tests.`);
  const report = join(workFolder, `${project}.json`);
  rmSync(report, { force: true });
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const status = await run('npx', ['vitest', 'run', '--project', project, ...reporters]);
  const { passed, failed } = readReport(report);
  // vitest also fails for what is no test's fault, an unhandled rejection for one.
  return { passed, failed: status === 0 ? failed : Math.max(1, failed) };
}

function readReport(path) {
  try {
    const { numPassedTests, numFailedTests, testResults } = JSON.parse(readFileSync(path, 'utf8'));
    const broken = testResults.filter(file => file.status === 'failed' && file.assertionResults.length === 0);
    return { passed: numPassedTests, failed: numFailedTests + broken.length };
  } catch {
    return { passed: 0, failed: 1 };
  }
}

/** Resolves to the exit code. */
function run(file, args) {
  return new Promise((resolve, reject) => {
    spawn(file, args, { cwd: checkout, stdio: 'inherit' }).once('error', reject).once('close', resolve);
  });
}

function add(total, { passed, failed }) {
  return { passed: total.passed + passed, failed: total.failed + failed };
}
