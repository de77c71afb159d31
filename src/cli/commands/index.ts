import type { Command } from '../command.ts';

/** All commands by name, in the order of help. Each is loaded when it is asked for. */
const loaders: Readonly<Record<string, () => Promise<Command>>> = {
  alpha: async () => (await import('./alpha.ts')).alpha,
  apply: async () => (await import('./apply.ts')).apply,
  attach: async () => (await import('./attach.ts')).attach,
  bridge: async () => (await import('./bridge.ts')).bridge,
  build: async () => (await import('./build.ts')).build,
  commit: async () => (await import('./commit.ts')).commit,
  completion: async () => (await import('./completion.ts')).completion,
  config: async () => (await import('./config.ts')).config,
  cp: async () => (await import('./cp.ts')).cp,
  create: async () => (await import('./create.ts')).create,
  down: async () => (await import('./down.ts')).down,
  events: async () => (await import('./events.ts')).events,
  exec: async () => (await import('./exec.ts')).exec,
  export: async () => (await import('./export.ts')).exportCommand,
  generate: async () => (await import('./generate.ts')).generate,
  graph: async () => (await import('./graph.ts')).graph,
  images: async () => (await import('./images.ts')).images,
  'install-plugin': async () => (await import('./install-plugin.ts')).installPlugin,
  kill: async () => (await import('./kill.ts')).kill,
  logs: async () => (await import('./logs.ts')).logs,
  ls: async () => (await import('./ls.ts')).ls,
  pause: async () => (await import('./pause.ts')).pause,
  plan: async () => (await import('./plan.ts')).plan,
  port: async () => (await import('./port.ts')).port,
  ps: async () => (await import('./ps.ts')).ps,
  publish: async () => (await import('./publish.ts')).publish,
  pull: async () => (await import('./pull.ts')).pull,
  push: async () => (await import('./push.ts')).push,
  restart: async () => (await import('./restart.ts')).restart,
  rm: async () => (await import('./rm.ts')).rm,
  run: async () => (await import('./run.ts')).run,
  scale: async () => (await import('./scale.ts')).scale,
  schema: async () => (await import('./schema.ts')).schema,
  start: async () => (await import('./start.ts')).start,
  stats: async () => (await import('./stats.ts')).stats,
  stop: async () => (await import('./stop.ts')).stop,
  top: async () => (await import('./top.ts')).top,
  unpause: async () => (await import('./unpause.ts')).unpause,
  up: async () => (await import('./up.ts')).up,
  version: async () => (await import('./version.ts')).version,
  viz: async () => (await import('./viz.ts')).viz,
  volumes: async () => (await import('./volumes.ts')).volumes,
  wait: async () => (await import('./wait.ts')).wait,
  watch: async () => (await import('./watch.ts')).watch,
};

/** What only programs call; no help names it. */
const unlisted: typeof loaders = {
  __complete: async () => (await import('./complete.ts')).completeCommand,
  __completeNoDesc: async () => (await import('./complete.ts')).completeNoDesc,
};

/** Other names of commands; help reads them from the commands themselves. */
const aliases: Readonly<Record<string, string>> = { convert: 'config' };

/** All names that can be typed. */
export const commandNames: readonly string[] = [...Object.keys(loaders), ...Object.keys(aliases)];

export async function findCommand(name: string): Promise<Command | undefined> {
  const own = Object.hasOwn(aliases, name) ? aliases[name]! : name;
  for (const known of [loaders, unlisted]) if (Object.hasOwn(known, own)) return await known[own]!();
  return undefined;
}

/** In the order of help, which alone needs all. */
export function allCommands(): Promise<Command[]> {
  return Promise.all(Object.values(loaders).map(load => load()));
}
