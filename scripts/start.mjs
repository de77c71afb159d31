// `npm start`: from a fresh clone to the running example. scripts/with-engine has put an engine into DOCKER_HOST.
import { ensureDebianImage } from './engine/base-image.mjs';
import { engineOf } from './engine/http.mjs';
import { hasProgram } from './engine/packages.mjs';
import { say } from './engine/say.mjs';
import { prepare, workFolder } from './prepare.mjs';
import { choosePort, composeFile, runGantry, tryOut } from './showcase.mjs';

try {
  await start();
} catch (error) {
  say(error.message);
  say('what is running stays up; npm stop takes it down.');
  process.exitCode = 1;
}

async function start() {
  await prepare();
  await ensureDebianImage(engineOf(process.env), workFolder);
  const port = await choosePort(process.env);
  say('bringing examples/full-stack up.');
  runGantry(['up', '--detach', '--build', '--wait'], { WEB_PORT: String(port) });
  const url = `http://localhost:${port}`;
  say('posting a job.');
  const { primes, limit, worker } = await tryOut(url);
  console.log(`\nThe worker ${worker} says that there are ${primes} primes up to ${limit}. The page: ${url}\n`);
  console.log(`Try next, in this folder:\n\n${commands({ port, url }).join('\n')}\n`);
}

function commands({ port, url }) {
  const gantry = `bin/gantry -f ${composeFile}`;
  return [
    // gantry looks where the docker client looks, so only an engine of our own has to be named.
    ...(process.env.GANTRY_ENGINE === 'private' ? [`  export DOCKER_HOST=${process.env.DOCKER_HOST}`] : []),
    ...(port === 8080 ? [] : [`  export WEB_PORT=${port}`]),
    `  ${gantry} ps`,
    `  ${gantry} logs --tail 5 worker`,
    `  ${posting(`${url}/api/jobs`)}`,
    `  ${gantry} up -d       # nothing to do: all is as the file says`,
    '  npm stop',
  ];
}

/** A command that posts a job; a small Debian has no curl. */
function posting(url) {
  if (hasProgram('curl')) return `curl -d '{"limit": 5000000}' ${url}`;
  const options = `{ method: "POST", body: JSON.stringify({ limit: 5000000 }) }`;
  return `node -e 'fetch("${url}", ${options}).then(answer => answer.json()).then(console.log)'`;
}
