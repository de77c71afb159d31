import type { ComposeEvent, ProgressEvent } from '../events/event.ts';
import { type BoardOptions, createBoard } from './board.ts';
import { renderMessage } from './message.ts';
import { scrolledLine } from './one-line.ts';
import type { Renderer } from './renderer.ts';
import { createTaskList } from './task-list.ts';

export interface TtyOptions extends BoardOptions {
  readonly now: () => Date;
}

/** A list that stays in its place on the terminal, a line a resource, while all else scrolls by above it. */
export function ttyRenderer({ now, ...options }: TtyOptions): Renderer {
  const board = createBoard(options);
  const list = createTaskList(board, now);
  const emit = (event: ComposeEvent) => {
    if (event.type === 'resources') list.expect(event.resources);
    else if (event.type === 'progress' && event.kind === 'Compose') board.above(aboutTheRun(event));
    else if (event.type === 'progress') list.advance(event);
    else if (event.type === 'blocked') list.block(event);
    else if (event.type === 'build') {
      list.build(event);
      board.above(`${scrolledLine(event.line)}\n`);
    } else if (event.type === 'notice') board.above(renderMessage(event.level, event.message, now()));
  };
  const aboutTheRun = ({ text, details = text }: ProgressEvent) => `${board.paint.error(details)}\n`;
  const end = () => {
    list.close();
    board.close();
  };
  return { emit, end };
}
