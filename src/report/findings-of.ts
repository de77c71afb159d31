import type { OperationType } from '../plan/operation.ts';
import type { FailureFacts } from './facts.ts';
import type { Finding, Findings } from './findings.ts';
import { explainTakenPort, takenPort } from './ports.ts';
import { refusalOf } from './refusals.ts';
import { type Subject, subjectOf } from './subject.ts';
import { explainWait } from './waits.ts';

/** Why something did not come up, from what is known of it. */
export function findingsOf(facts: FailureFacts): Findings {
  const { operation, project } = facts;
  const subject: Subject = operation && project ? subjectOf(operation, project) : { name: '' };
  const { name, place, ...known } = subject;
  const finding = findingOf(facts, subject);
  const notStarted = facts.notStarted.filter(service => service !== subject.service);
  return { ...known, notStarted, ...finding, places: [...(finding.places ?? []), ...(place ? [place] : [])] };
}

function findingOf(facts: FailureFacts, subject: Subject): Finding {
  const { operation, message, code, hint } = facts;
  if (operation?.type === 'wait-for') {
    const found = explainWait(operation, facts);
    if (found) return found;
  }
  const port = takenPort(message, servicePorts(facts, subject));
  if (port) return explainTakenPort(port, facts, subject.service);
  // Our own errors say what they mean.
  const refusal = code.startsWith('engine-') ? refusalOf(facts) : undefined;
  if (refusal) return { code: refusal.code, ...refusal.explain(refusal.sentence.exec(message)!, { facts, subject }) };
  return { code, summary: summaryOf(facts, subject), ...(hint === undefined ? {} : { hint }) };
}

/** What an engine refused for a reason that we don't know is told by itself, at the end. */
function summaryOf({ code, message, operation }: FailureFacts, { name }: Subject): string {
  if (operation === undefined || name === '') return message;
  const done = code.startsWith('engine-') ? outcomes[operation.type] : undefined;
  return done === undefined ? `${name}: ${message}` : `${name} could not be ${done}`;
}

const outcomes: { readonly [Type in OperationType]?: string } = {
  'pull-image': 'pulled',
  'push-image': 'pushed',
  'build-image': 'built',
  'create-network': 'created',
  'create-volume': 'created',
  'create-container': 'created',
  'start-container': 'started',
  'stop-container': 'stopped',
  'kill-container': 'killed',
  'remove-container': 'removed',
  'remove-network': 'removed',
  'remove-volume': 'removed',
  'remove-image': 'removed',
  'rename-container': 'renamed',
  'connect-network': 'connected to its network',
  'disconnect-network': 'disconnected from its network',
};

function servicePorts({ project }: FailureFacts, { service }: Subject) {
  return service === undefined ? [] : (project?.services[service]?.ports ?? []);
}
