import type { Command } from '../command.ts';

/** All commands by name, in the order of help. Each is loaded when it is asked for. */
const loaders: Readonly<Record<string, () => Promise<Command>>> = {
  apply: async () => (await import('./apply.ts')).apply,
  build: async () => (await import('./build.ts')).build,
  config: async () => (await import('./config.ts')).config,
  create: async () => (await import('./create.ts')).create,
  down: async () => (await import('./down.ts')).down,
  exec: async () => (await import('./exec.ts')).exec,
  images: async () => (await import('./images.ts')).images,
  kill: async () => (await import('./kill.ts')).kill,
  logs: async () => (await import('./logs.ts')).logs,
  ls: async () => (await import('./ls.ts')).ls,
  pause: async () => (await import('./pause.ts')).pause,
  plan: async () => (await import('./plan.ts')).plan,
  port: async () => (await import('./port.ts')).port,
  ps: async () => (await import('./ps.ts')).ps,
  restart: async () => (await import('./restart.ts')).restart,
  rm: async () => (await import('./rm.ts')).rm,
  scale: async () => (await import('./scale.ts')).scale,
  schema: async () => (await import('./schema.ts')).schema,
  start: async () => (await import('./start.ts')).start,
  stop: async () => (await import('./stop.ts')).stop,
  top: async () => (await import('./top.ts')).top,
  unpause: async () => (await import('./unpause.ts')).unpause,
  up: async () => (await import('./up.ts')).up,
  version: async () => (await import('./version.ts')).version,
  volumes: async () => (await import('./volumes.ts')).volumes,
  wait: async () => (await import('./wait.ts')).wait,
};

/** Other names of commands; help reads them from the commands themselves. */
const aliases: Readonly<Record<string, string>> = { convert: 'config' };

/** All names that can be typed. */
export const commandNames: readonly string[] = [...Object.keys(loaders), ...Object.keys(aliases)];

export async function findCommand(name: string): Promise<Command | undefined> {
  const own = Object.hasOwn(aliases, name) ? aliases[name]! : name;
  return Object.hasOwn(loaders, own) ? await loaders[own]!() : undefined;
}

/** In the order of help, which alone needs all. */
export function allCommands(): Promise<Command[]> {
  return Promise.all(Object.values(loaders).map(load => load()));
}
import { apply } from './apply.ts';
import { build } from './build.ts';
import { config } from './config.ts';
import { create } from './create.ts';
import { down } from './down.ts';
import { events } from './events.ts';
import { exec } from './exec.ts';
import { images } from './images.ts';
import { kill } from './kill.ts';
import { logs } from './logs.ts';
import { ls } from './ls.ts';
import { pause } from './pause.ts';
import { plan } from './plan.ts';
import { port } from './port.ts';
import { ps } from './ps.ts';
import { restart } from './restart.ts';
import { rm } from './rm.ts';
import { scale } from './scale.ts';
import { schema } from './schema.ts';
import { start } from './start.ts';
import { stats } from './stats.ts';
import { stop } from './stop.ts';
import { top } from './top.ts';
import { unpause } from './unpause.ts';
import { up } from './up.ts';
import { version } from './version.ts';
import { volumes } from './volumes.ts';
import { wait } from './wait.ts';

/** All commands, in the order of help. Their tables are small; what a command needs is loaded when it runs. */
export const commands: readonly Command[] = [
  apply,
  build,
  config,
  create,
  down,
  events,
  exec,
  images,
  kill,
  logs,
  ls,
  pause,
  plan,
  port,
  ps,
  restart,
  rm,
  scale,
  schema,
  start,
  stats,
  stop,
  top,
  unpause,
  up,
  version,
  volumes,
  wait,
];
