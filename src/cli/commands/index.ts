import type { Command } from '../command.ts';
import { build } from './build.ts';
import { config } from './config.ts';
import { create } from './create.ts';
import { down } from './down.ts';
import { logs } from './logs.ts';
import { ps } from './ps.ts';
import { schema } from './schema.ts';
import { up } from './up.ts';
import { version } from './version.ts';

/** All commands, in the order of help. Their tables are small; what a command needs is loaded when it runs. */
export const commands: readonly Command[] = [build, config, create, down, logs, ps, schema, up, version];
