import { byChance } from './by-chance.mjs';
import { onPurpose } from './on-purpose.mjs';
import { onScreen } from './on-purpose-screen.mjs';

/**
 * How ours is beside what was recorded, both `{ exitCode, out, err }` with masked lines, or `{ exitCode, screen }` of a
 * terminal, where both streams are one: `{ chances, purposes, differences }`.
 * `differences` is empty where they are equal, or are once what `chances` and `purposes` tell of is taken as it is meant:
 * each `{ name, lines }`, with the differences that went by it.
 */
export function compare(line, recorded, ours) {
  const start = { expected: recorded, given: ours, differences: differencesOf(line, recorded, ours) };
  const suited = exceptions => (recorded.screen ? exceptions.map(onAnyStream) : exceptions);
  const { allowed: chances, ...state } = allowing(suited(byChance), line, start);
  const meant = [...(recorded.screen ? onScreen : []), ...suited(onPurpose)];
  const { allowed: purposes, differences } = allowing(meant, line, state);
  return { chances, purposes, differences };
}

/** What takes no difference away isn't named, but may prepare for what follows it. */
function allowing(exceptions, line, start) {
  let state = start;
  const allowed = [];
  for (const { name, allow } of exceptions.filter(({ command }) => !command || command.test(line))) {
    if (state.differences.length === 0) break;
    const [expected, given] = allow(state.expected, state.given);
    const differences = differencesOf(line, expected, given);
    if (!same(differences, state.differences))
      allowed.push({ name, lines: state.differences.filter(note => !differences.includes(note)) });
    state = { expected, given, differences };
  }
  return { ...state, allowed };
}

/** Lines of a terminal may be of either stream: what is meant for one is tried with each. */
function onAnyStream({ allow, ...exception }) {
  const as = (stream, pair) =>
    allow(...pair.map(({ exitCode, screen }) => ({ exitCode, out: [], err: [], [stream]: screen }))).map(
      ({ exitCode, [stream]: screen }, index) => ({ ...pair[index], exitCode, screen }),
    );
  return { ...exception, allow: (recorded, ours) => as('err', as('out', [recorded, ours])) };
}

function differencesOf(line, recorded, ours) {
  const exit = recorded.exitCode === ours.exitCode ? [] : [`exit ${recorded.exitCode}, ours ${ours.exitCode}`];
  if (recorded.screen) {
    const [expected, given] = [recorded, ours].map(({ exitCode, screen }) => ({ exitCode, err: screen }));
    const isExplained = !/compose .*\b(exec|run|attach|logs)\b/.test(line);
    return [
      ...exit,
      ...asSets('screen', recorded.screen, isExplained ? withoutAdditions(expected, given) : ours.screen),
    ];
  }
  return [
    ...exit,
    ...(isOrdered(line) ? inOrder(recorded.out, ours.out) : asSets('out', recorded.out, ours.out)),
    ...asSets('err', recorded.err, withoutAdditions(recorded, ours)),
  ];
}

/** Where several containers write, or are listed, their order is chance. */
function isOrdered(line) {
  return !/compose .*\b(ps|rm|logs|stats|top|images|volumes|ls|events|up|wait|build)\b/.test(line);
}

function inOrder(recorded, ours) {
  return recorded.join('\n') === ours.join('\n') ? [] : ['in this order:', ...asSets('out', recorded, ours)];
}

/** Lines that one side has, or has more often. */
function asSets(stream, recorded, ours) {
  const spare = [...ours];
  const missing = recorded.filter(line => {
    const index = spare.indexOf(line);
    if (index >= 0) spare.splice(index, 1);
    return index < 0;
  });
  return [...missing.map(line => `${stream}- ${line}`), ...spare.map(line => `${stream}+ ${line}`)];
}

/**
 * A failure that gantry explains has more lines than Docker Compose's, which have to be there all the same; rows of
 * progress and warnings aren't explanations.
 */
function withoutAdditions(recorded, ours) {
  if (ours.exitCode === 0) return ours.err;
  const known = new Set(recorded.err);
  return ours.err.filter(line => known.has(line) || isProgress(line));
}

function isProgress(line) {
  const isLine = /^ (Container|Network|Volume|Image|[\w-]+) (\S+ )?[A-Z]\w+( |$)/.test(line);
  return isLine || /^(time="|\[\+\] | \S (Container|Network|Volume|Image) |Container )/.test(line);
}

function same(a, b) {
  return JSON.stringify(a) === JSON.stringify(b);
}
