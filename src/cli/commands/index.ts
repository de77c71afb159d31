import type { Command } from '../command.ts';
import { config } from './config.ts';
import { logs } from './logs.ts';
import { ps } from './ps.ts';
import { version } from './version.ts';

/** All commands, in the order of help. Their tables are small; what a command needs is loaded when it runs. */
export const commands: readonly Command[] = [config, logs, ps, version];
