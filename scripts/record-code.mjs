// Has V8's code of the common commands kept in dist/, by running them: what was compiled for `version`, `config`, `ps`
// and `up` need not be compiled again. See cached-start.cjs, which reads it.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';

const root = resolve(import.meta.dirname, '..');
const project = ['--file', join(root, 'examples/full-stack/compose.yaml'), '--project-name', 'recording'];
const small = ['--file', join(root, 'scripts/record-code.yaml'), '--project-name', 'small'];
/** The containers of the small project are up to date, once its hashes have been asked for. */
const commands = [
  ['version'],
  [...project, 'config'],
  [...project, 'config', '--format', 'json'],
  [...project, 'ps'],
  [...project, 'up', '--detach', '--dry-run'],
  [...small, 'config', '--hash', '*'],
  [...small, '--progress', 'quiet', 'up', '--detach'],
  [...small, 'up', '--detach', '--force-recreate'],
  [...small, 'down'],
];
/** Which of them people wait for most: what finds all as it should be, and what lists. */
export const quickest = { up: 6, ps: 3 };

/** Runs the commands, so that their code is kept, and resolves to the names of the modules that each has loaded. */
export async function recordRun() {
  const hashes = new Map();
  const folder = mkdtempSync(join(tmpdir(), 'gantry-build-'));
  const socket = join(folder, 'engine.sock');
  const engine = createServer(async (request, response) => {
    const body = await text(request);
    response.setHeader('content-type', 'application/json');
    const found = answer(request, body, hashes);
    response.statusCode = found === undefined ? 404 : 200;
    if (request.url.includes('/events')) response.flushHeaders();
    else response.end(JSON.stringify(found ?? { message: 'no such container' }));
  });
  await new Promise(ready => engine.listen(socket, ready));
  try {
    const loaded = [];
    for (const [index, args] of commands.entries()) {
      const records = join(folder, String(index));
      mkdirSync(records);
      const output = await run(args, { host: `unix://${socket}`, records });
      if (args.includes('--hash')) for (const line of output.trim().split('\n')) hashes.set(...line.split(' '));
      const [record] = readdirSync(records);
      loaded.push(JSON.parse(readFileSync(join(records, record), 'utf8')));
    }
    return loaded;
  } finally {
    engine.close();
    engine.closeAllConnections();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** An engine with one container and every image, which agrees to everything and does nothing. */
function answer({ method, url }, body, hashes) {
  if (url.includes('/volumes/create')) return JSON.parse(body);
  if (url.includes('/create')) return { Id: '1'.repeat(64), Warnings: [] };
  if (url.includes('/containers/json')) return url.includes('small') ? upToDate(hashes) : [container];
  if (method === 'GET' && /\/(containers|volumes)\//.test(url)) return undefined;
  if (url.includes('/networks')) return url.includes('small') ? [network] : [];
  if (url.includes('/volumes')) return { Volumes: [] };
  if (url.includes('/images/') && !url.includes('/images/json'))
    return { Id: 'sha256:0', Os: 'linux', Architecture: 'amd64' };
  return [];
}

const network = { Id: '2', Name: 'small_default', Labels: { 'com.docker.compose.project': 'small' } };

/** Of each service one container that is as it should be. */
function upToDate(hashes) {
  return [...hashes].map(([service, hash]) => ({
    ...container,
    Id: hash,
    Names: [`/small-${service}-1`],
    Labels: {
      ...container.Labels,
      'com.docker.compose.project': 'small',
      'com.docker.compose.service': service,
      'com.docker.compose.config-hash': hash,
      'com.docker.compose.image': 'sha256:0',
    },
    NetworkSettings: { Networks: { small_default: { NetworkID: '2' } } },
  }));
}

const container = {
  Id: '0'.repeat(64),
  Names: ['/recording-web-1'],
  Image: 'recording-web',
  ImageID: 'sha256:0',
  Command: 'nginx',
  Created: 0,
  Ports: [{ IP: '0.0.0.0', PrivatePort: 80, PublicPort: 8080, Type: 'tcp' }],
  Labels: {
    'com.docker.compose.project': 'recording',
    'com.docker.compose.service': 'web',
    'com.docker.compose.container-number': '1',
    'com.docker.compose.oneoff': 'False',
    'com.docker.compose.config-hash': '0',
  },
  State: 'running',
  Status: 'Up 3 seconds (healthy)',
  NetworkSettings: { Networks: {} },
  Mounts: [],
};

function run(args, { host, records }) {
  // Nothing else of the environment: what is compiled must not depend on whose machine it is.
  const env = { PATH: process.env.PATH, DOCKER_HOST: host, DOCKER_CONFIG: '/nowhere', GANTRY_RECORD_CODE: records };
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, [join(root, 'dist/cli.js'), ...args], {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    let complaint = '';
    child.stdout.on('data', data => {
      output += data;
    });
    child.stderr.on('data', data => {
      complaint += data;
    });
    child.on('error', fail);
    child.on('close', code => (code === 0 ? done(output) : fail(new Error(`gantry ${args.join(' ')}: ${complaint}`))));
  });
}
