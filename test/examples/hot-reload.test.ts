import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { testRun } from '../support/test-run.ts';
import { openBrowser } from './browser.ts';
import { eventually, example, examples, freePort, request } from './support.ts';

const edits = 10;

const folder = join(mkdtempSync(join(tmpdir(), 'gantry-hot-reload-')), 'project');
const project = `${testRun}-hot-reload`;
const [webPort, livePort] = [await freePort(), await freePort()];
const url = `http://localhost:${webPort}/`;
const environment = { WEB_PORT: String(webPort) };
const stack = example({ folder, project, environment });

describe('a page, an API and a worker, under development', () => {
  let session: Session;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    cpSync(join(examples, 'hot-reload'), folder, { recursive: true });
    trustCertificates();
    session = watch();
    await session.shows('Watch enabled');
    await eventually(async () => ((await request(url)).ok ? true : undefined), 60);
    browser = await openBrowser();
    page = await browser.newPage();
    await page.goto(url);
    await shows('#worker', 'there are 1229 primes up to 10000');
  }, 300_000);

  afterAll(async () => {
    await browser?.close();
    await session?.end();
    await stack.teardown();
    rmSync(resolve(folder, '..'), { recursive: true, force: true });
  });

  test('shows what all three say', async () => {
    await shows('h1', 'Edit me');
    await shows('#api', 'Good morning');
  });

  test('an edit of a style must be seen, in the page that is open', async () => {
    await mark();
    await measured('CSS', async number => {
      const began = edit('web/src/style.css', /--accent: .*;/, `--accent: rgb(${number}, 2, 3);`);
      await holds(`getComputedStyle(document.querySelector('h1')).color === 'rgb(${number}, 2, 3)'`);
      return began;
    });
    expect(await isMarked()).toBe(true);
  });

  test("an edit of the page's script must be seen, in the page that is open", async () => {
    await mark();
    await measured('script', async number => {
      const began = edit('web/src/main.js', /heading = .*;/, `heading = 'Edit ${number}';`);
      await shows('h1', `Edit ${number}`);
      return began;
    });
    expect(await isMarked()).toBe(true);
  });

  test('an edit of the API must be seen', () =>
    measured('API', async number => {
      const began = edit('api/api.js', /greeting = .*;/, `greeting = 'Greeting ${number}';`);
      await shows('#api', `Greeting ${number}`);
      return began;
    }));

  test('an edit of the worker must be seen', () =>
    measured('worker', async number => {
      const began = edit('worker/worker.js', /limit = .*;/, `limit = ${number};`);
      await holds(`document.querySelector('#worker').textContent.endsWith('primes up to ${number}')`);
      return began;
    }));

  test('a page with the script of --live-reload must be loaded anew when the API is updated', async () => {
    await mark();
    await page.addScriptTag({ url: `http://localhost:${livePort}/reload.js?services=api` });
    edit('worker/worker.js', /limit = .*;/, 'limit = 100;');
    await shows('#worker', 'there are 25 primes up to 100');
    expect(await isMarked()).toBe(true);
    edit('api/api.js', /greeting = .*;/, "greeting = 'Good evening';");
    await holds('window.mark !== true');
    await shows('#api', 'Good evening');
  });

  test("other packages must give the page's service, and no other, another container", async () => {
    const ids = async () =>
      Object.fromEntries(
        await Promise.all(['web', 'api', 'worker'].map(async name => [name, (await stack.container(name)).Id])),
      );
    const before = await ids();
    edit('web/package.json', /"description": ".*"/, '"description": "another image"');
    const after = await eventually(async () => {
      const now = await ids();
      return now.web === before.web ? undefined : now;
    }, 120);
    expect(after).toEqual({ ...before, web: after.web });
    expect(await stack.exitCode('web', ['grep', '-q', 'another image', '/app/package.json'])).toBe(0);
    await eventually(async () => {
      await page.goto(url);
      return true;
    }, 60);
    // What was synced into the container before is in the image now.
    await shows('h1', `Edit ${edits}`);
  });

  /** Of the page that is open; another that is loaded in its place has none. */
  const mark = () => page.evaluate('window.mark = true');
  const isMarked = () => page.evaluate('window.mark === true');

  const shows = (selector: string, text: string) =>
    holds(`document.querySelector(${JSON.stringify(selector)})?.textContent === ${JSON.stringify(text)}`);

  /** Waits until an expression of the page is true. */
  async function holds(expression: string): Promise<void> {
    // At each frame, as it is by default, a browser without a graphics card has little time for anything else.
    await page.waitForFunction(expression, undefined, { timeout: 60_000, polling: 10 });
  }
});

/** Edits, each when the one before is seen; `once` resolves to when it began. How long that took is told, and no more. */
async function measured(name: string, once: (number: number) => Promise<number>): Promise<void> {
  const times: number[] = [];
  for (let number = 1; number <= edits; number++) {
    const began = await once(number);
    times.push(Math.round(performance.now() - began));
  }
  times.sort((a, b) => a - b);
  const median = (times[edits / 2 - 1]! + times[edits / 2]!) / 2;
  process.stdout.write(
    `${name}: from saving to the page, ${edits} edits: median ${median} ms, most ${times.at(-1)} ms\n`,
  );
}

/** When the file was about to be saved. */
function edit(file: string, what: RegExp, by: string): number {
  const text = readFileSync(join(folder, file), 'utf8');
  const edited = text.replace(what, by);
  if (edited === text) throw new Error(`${file} has no ${what}`);
  const began = performance.now();
  writeFileSync(join(folder, file), edited);
  return began;
}

/** What this machine trusts, so does the image while npm downloads for it. */
function trustCertificates(): void {
  const file = process.env.NODE_EXTRA_CA_CERTS ?? '/etc/ssl/certs/ca-certificates.crt';
  if (existsSync(file)) cpSync(file, join(folder, 'certificates/machine.crt'), { dereference: true });
}

interface Session {
  /** Resolves once its output has the text; rejects when it ends before. */
  shows(text: string): Promise<void>;
  end(): Promise<void>;
}

function watch(): Session {
  const args = ['-p', project, 'watch', '--live-reload', String(livePort)];
  const env = { ...process.env, ...environment };
  const child = spawn(join(examples, '../bin/gantry'), args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  const ended = new Promise<void>(done => child.once('close', () => done()));
  return {
    shows: text =>
      new Promise((done, fail) => {
        const look = (data: Buffer | string) => {
          output += data;
          if (output.includes(text)) done();
        };
        child.stdout.on('data', look);
        child.stderr.on('data', look);
        void ended.then(() => fail(new Error(`gantry watch has ended:\n${output}`)));
      }),
    end: async () => {
      child.kill('SIGINT');
      await ended;
    },
  };
}
