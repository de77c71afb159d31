import { ComposeError } from '../diagnostics/errors.ts';
import type { Emit } from '../events/event.ts';
import type { Project } from '../model/project.ts';
import type { Context } from '../operations/context.ts';
import type { Plan } from '../plan/plan.ts';
import type { Renderer } from '../render/renderer.ts';
import { openEngine } from './engine.ts';
import { explained } from './explained.ts';
import { type InterruptListener, listenForInterrupts } from './interrupts.ts';
import type { ProjectCall } from './project.ts';
import type { World } from './world.ts';

export interface OperateOptions {
  /** Ends with the operation. */
  readonly renderer: Renderer;
  /** Answer all questions with yes. Default: false. */
  readonly yes?: boolean;
  /** The operation itself answers the second Ctrl-C. Default: false, and it is not waited for. */
  readonly killsItself?: boolean;
}

/** Of a process that SIGINT has ended. */
export const interruptedCode = 130;

/**
 * Runs an operation with what the command line gives it. The first Ctrl-C calls it off, and it ends in good order; the
 * second doesn't wait for that. Resolves to the exit code.
 */
export async function operate(
  call: ProjectCall,
  { renderer, yes = false, killsItself = false }: OperateOptions,
  run: (context: Context, interrupts: InterruptListener) => Promise<number>,
): Promise<number> {
  const { globals, world } = call;
  const interrupts = listenForInterrupts(world);
  const engine = await openEngine(call);
  const explaining = { call, engine, signal: interrupts.stop };
  const context: Context = {
    engine,
    explain: error => explained(error, { ...explaining, containersGo: true }),
    emit: renderer.emit,
    signal: interrupts.stop,
    confirm: question => {
      // The list would be painted over the question.
      renderer.end();
      return confirm(question, { yes, world, signal: interrupts.stop });
    },
    ...(globals.parallel === undefined ? {} : { concurrency: globals.parallel }),
  };
  let code: number = interruptedCode;
  try {
    const running = run(context, interrupts);
    code = await (killsItself ? running : Promise.race([running, killed(interrupts.kill)]));
  } catch (error) {
    if (!interrupts.stop.aborted) throw await explained(error, explaining);
  } finally {
    interrupts.close();
    renderer.end();
  }
  // The terminal has written `^C` where the cursor stood.
  if (code === interruptedCode) world.output.stderr.write('\n');
  return code;
}

/** For --dry-run: tells what plans would do. */
export async function rehearse(plans: readonly Plan[], emit: Emit, project?: Pick<Project, 'secrets'>): Promise<void> {
  const operations = await import('../operations/rehearse.ts');
  await operations.rehearse(plans, emit, project);
}

function calledOff(signal: AbortSignal): Promise<never> {
  const error = () => new ComposeError('interrupted', 'interrupted', { exitCode: interruptedCode });
  return new Promise((_, reject) => signal.addEventListener('abort', () => reject(error()), { once: true }));
}

function killed(signal: AbortSignal): Promise<number> {
  return new Promise(resolve => signal.addEventListener('abort', () => resolve(interruptedCode), { once: true }));
}

interface Asked {
  readonly yes: boolean;
  readonly world: World;
  readonly signal: AbortSignal;
}

/** Throws where no answer is to be waited for any more: what was asked about isn't done, and nothing after it. */
async function confirm(question: string, { yes, world, signal }: Asked): Promise<boolean> {
  if (yes) return true;
  // Docker Compose reads the answer of a pipe as well; no answer is a no.
  if (!world.interactive) world.output.stdout.write(question);
  world.output.flush();
  const answer = await Promise.race([world.ask(world.interactive ? `${question} (y/N) ` : ''), calledOff(signal)]);
  return /^(y|yes|t|true|1|on)$/i.test(answer?.trim() ?? '');
}
