import type { Command } from '../command.ts';
import { version } from './version.ts';

/** All commands, in the order of help. Their tables are small; what a command needs is loaded when it runs. */
export const commands: readonly Command[] = [version];
