import type { Command } from '../command.ts';
import { apply } from './apply.ts';
import { build } from './build.ts';
import { config } from './config.ts';
import { create } from './create.ts';
import { down } from './down.ts';
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
  stop,
  top,
  unpause,
  up,
  version,
  volumes,
  wait,
];
