import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Removes what the engine has of a scenario's projects, however it came there. */
export async function removeProjects(scenario, environment) {
  for (const project of [scenario, ...(named[scenario] ?? [])]) await removeProject(project, environment);
}

/** Names that files give to their projects. */
const named = { 'tr7-config-b': ['badname'], 'tr8-usage': ['tr8none'] };

async function removeProject(project, environment) {
  const docker = (...args) =>
    run('docker', args, { env: environment }).then(({ stdout }) => stdout.split('\n').filter(Boolean));
  const filter = ['--filter', `label=com.docker.compose.project=${project}`];
  const containers = await docker('ps', '-aq', ...filter);
  if (containers.length > 0) await docker('rm', '-fv', ...containers);
  for (const kind of ['network', 'volume']) {
    // Also what was made by hand in its name.
    const all = await docker(kind, 'ls', '--format', '{{.Name}}');
    const found = all.filter(name => name.startsWith(`${project}_`));
    if (found.length > 0) await docker(kind, 'rm', ...found);
  }
}

/** Images that a recording takes for granted: two of different ids. Takes back what removes them again. */
export async function prepareImages(scenario, environment) {
  if (scenario !== 'tr6-recreate') return async () => {};
  const docker = (...args) => run('docker', args, { env: environment }).then(({ stdout }) => stdout.trim());
  const images = ['tr6img:1', 'tr6img:2'];
  for (const image of images) {
    const container = await docker('create', 'busybox', 'true');
    await docker('commit', '--change', `LABEL image=${image}`, container, image);
    await docker('rm', container);
  }
  return async () => void (await docker('rmi', '-f', ...images, 'tr6img:cur'));
}
