import { configDir, configuredPsFormat } from '../../engine/docker-config.ts';
import { readFileIfAny } from '../../engine/node-io.ts';
import { command } from '../command.ts';
import { openEngine } from '../engine.ts';
import { list, text, toggle } from '../flag.ts';
import { loadScope } from '../project.ts';
import { UsageError } from '../usage-error.ts';

export const ps = command({
  name: 'ps',
  summary: 'List containers',
  arguments: '[SERVICE...]',
  flags: {
    all: toggle('-a, --all', 'Stopped containers too, and those that run made'),
    filter: text('--filter', 'Only containers with a property: status=STATE'),
    format: text('--format', 'How to print them: "table", "json", a Go template, or "table" and one', {
      values: ['table', 'json'],
    }),
    noTrunc: toggle('--no-trunc', 'Whole ids and commands'),
    orphans: toggle('--orphans', "Containers of services that the project doesn't have, too", { default: true }),
    quiet: toggle('-q, --quiet', 'Only ids'),
    services: toggle('--services', 'Only names of services'),
    status: list('--status', 'Only containers in this state, such as running or exited; may be repeated', {
      values: ['created', 'dead', 'exited', 'paused', 'removing', 'restarting', 'running'],
    }),
  },
  async run(call) {
    const { options, args, world } = call;
    const states = [...options.status, ...readFilter(options.filter)];
    const scope = await loadScope(call);
    const [engine, { ps }, { renderPsJson, renderPsTable }] = await Promise.all([
      openEngine(call),
      import('../../operations/ps.ts'),
      import('../../render/ps.ts'),
    ]);
    const { all, orphans, noTrunc } = options;
    const format = options.format || configuredPsFormat(configDir(world), readFileIfAny) || 'table';
    const containers = await ps(scope, { services: args, all, orphans, states }, { engine });
    const { stdout } = world.output;
    if (options.quiet) stdout.write(containers.map(({ Id }) => `${Id}\n`).join(''));
    // Of none Docker Compose makes an empty line.
    else if (options.services) stdout.write(`${serviceNames(containers).join('\n')}\n`);
    else if (format === 'json') stdout.write(renderPsJson(containers, { now: world.now(), noTrunc }));
    else if (format === 'table') stdout.write(renderPsTable(containers, { now: world.now(), noTrunc }));
    else {
      const { renderPsFormat } = await import('../../render/ps-format.ts');
      stdout.write(renderPsFormat(containers, format, { now: world.now(), noTrunc }));
    }
    return 0;
  },
});

function readFilter(filter: string | undefined): string[] {
  if (filter === undefined || filter === '') return [];
  const [key, ...rest] = filter.split('=');
  if (rest.length === 0) throw new UsageError('arguments to --filter should be in form KEY=VAL');
  if (key === 'source') throw new UsageError('not implemented', 'use status=STATE');
  if (key !== 'status') throw new UsageError(`unknown filter ${key}`, 'use status=STATE');
  return [rest.join('=')];
}

function serviceNames(containers: readonly { Labels: Readonly<Record<string, string>> }[]): string[] {
  return [...new Set(containers.map(({ Labels }) => Labels['com.docker.compose.service'] ?? ''))];
}
