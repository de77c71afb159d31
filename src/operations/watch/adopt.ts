import { ComposeError } from '../../diagnostics/errors.ts';
import type { Project } from '../../model/project.ts';
import type { Outline } from '../../plan/outline.ts';
import type { Context } from '../context.ts';
import { asPlanned, plan } from '../plan.ts';
import { type UpOptions, up } from '../up.ts';

export interface Adopting {
  readonly project: Project;
  readonly up: UpOptions;
  /** Shows what is about to be done. Called again when things have changed meanwhile. */
  readonly show: (outline: Outline) => Promise<void>;
}

/** How often a plan is made anew since things are no longer as it saw them. */
const mostPlans = 3;

/** Makes the engine's state that of a project whose files have changed: what was shown is what is done. */
export async function adoptProject({ project, up: given, show }: Adopting, context: Context): Promise<void> {
  const options = { ...given, build: false, forceRecreate: false, startFirst: true };
  const answering = { ...context, confirm: askedOnce(context.confirm) };
  for (let plans = 1; ; plans++) {
    const { outline, record } = await plan(project, options, answering);
    if (outline.changes === 0) return;
    await show(outline);
    try {
      // A provider that gives something else each time is never as planned.
      const approval = plans < mostPlans ? { approve: asPlanned(record, project) } : {};
      await up(project, { ...options, ...approval }, answering);
      return;
    } catch (error) {
      if (plans === mostPlans || !(error instanceof ComposeError) || error.code !== 'plan-drift') throw error;
    }
  }
}

/** Whoever plans, and whoever carries it out, asks the same. */
function askedOnce(confirm: Context['confirm']): Context['confirm'] {
  const answers = new Map<string, Promise<boolean>>();
  return question => {
    const answer = answers.get(question) ?? confirm(question);
    answers.set(question, answer);
    return answer;
  };
}
