import { joined } from '../../watch/tree.ts';

/** Something to be read with all that is below it, and what it tells of. */
export interface Question {
  readonly top: string;
  readonly paths: readonly string[];
}

const mostQuestions = 12;

/**
 * What to read of a container to know about these paths: as little beside them as a few questions allow. Nothing is
 * asked for within a path that is to be known itself: what is there may be a link, which would be followed.
 */
export function questionsFor(paths: readonly string[]): Question[] {
  let questions: Question[] = paths.length === 0 ? [] : [{ top: '', paths }];
  for (let index = 0; index < questions.length; ) {
    const narrower = narrowed(questions[index]!);
    if (narrower === undefined || questions.length - 1 + narrower.length > mostQuestions) index += 1;
    else questions = [...questions.slice(0, index), ...narrower, ...questions.slice(index + 1)];
  }
  return questions;
}

function narrowed({ top, paths }: Question): Question[] | undefined {
  if (paths.includes(top)) return undefined;
  const start = top === '' ? 0 : top.length + 1;
  const groups = new Map<string, string[]>();
  for (const path of paths) {
    const name = path.slice(start).split('/', 1)[0]!;
    groups.set(name, [...(groups.get(name) ?? []), path]);
  }
  return [...groups].map(([name, paths]) => ({ top: joined(top, name), paths }));
}
