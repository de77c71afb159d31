import type { DevContainer, DevService } from './state.ts';

/** A service in one line. */
export interface DevRow {
  /** `working`: something is being done with it. */
  readonly mood: 'idle' | 'good' | 'working' | 'bad';
  readonly name: string;
  /** `healthy`, `2/3 running`, `exited (1)`. */
  readonly state: string;
  /** What is being done, else whether its files are in sync. */
  readonly detail: string;
}

export function rowOf(service: DevService, lastLine: string | undefined, now: number): DevRow {
  const { name, containers, building, doing, sync, troubles } = service;
  const state = stateOf(containers);
  const row = { name, state: state.text };
  if (building !== undefined)
    return { ...row, mood: 'working', detail: `building ${seconds(now - building.since)} s ${building.step ?? ''}` };
  if (doing !== undefined) return { ...row, mood: 'working', detail: doing.toLowerCase() };
  const trouble = troubles.build ?? troubles.sync ?? troubles.other;
  if (trouble !== undefined) {
    const what = troubles.build ? 'build failed; runs as it was' : troubles.sync ? 'not in sync' : 'failed';
    return { ...row, mood: 'bad', detail: what };
  }
  if (state.mood === 'bad') return { ...row, mood: 'bad', detail: lastLine ?? '' };
  if (state.mood !== 'good' || sync === undefined) return { ...row, mood: state.mood, detail: '' };
  switch (sync.state) {
    case 'in-sync':
      return { ...row, mood: 'good', detail: ['in sync', ...lastSyncOf(service)].join(' · ') };
    case 'syncing':
      return { ...row, mood: 'working', detail: `syncing ${count(sync.changes, 'change')}` };
    case 'comparing':
      return { ...row, mood: 'working', detail: 'comparing files' };
    case 'behind':
      return { ...row, mood: 'bad', detail: 'not in sync' };
  }
}

/** `tried again in 4 s`. */
export function retryText(retryAt: number | undefined, now: number): string {
  if (retryAt === undefined) return 'tried again at the next change';
  return retryAt <= now ? 'trying again' : `tried again in ${seconds(retryAt - now)} s`;
}

/** The state that most needs to be seen, and of how many replicas. */
function stateOf(containers: readonly DevContainer[]): { readonly text: string; readonly mood: DevRow['mood'] } {
  if (containers.length === 0) return { text: 'not there', mood: 'idle' };
  const all = containers.map(container => ({ text: wordOf(container), mood: moodOf(container) }));
  const worst = all.reduce((worst, state) => (weights[state.mood] > weights[worst.mood] ? state : worst));
  if (all.length === 1) return worst;
  return { ...worst, text: `${all.filter(({ text }) => text === worst.text).length}/${all.length} ${worst.text}` };
}

const weights = { good: 0, idle: 1, working: 2, bad: 3 };

function wordOf({ state, health, exitCode }: DevContainer): string {
  if (state === 'running' && health !== '') return health;
  return state === 'exited' ? `exited (${exitCode})` : state;
}

function moodOf({ state, health, exitCode }: DevContainer): DevRow['mood'] {
  if (state === 'running') return health === 'unhealthy' ? 'bad' : health === 'starting' ? 'working' : 'good';
  if (state === 'exited') return exitCode === 0 ? 'idle' : 'bad';
  return state === 'restarting' || state === 'dead' ? 'bad' : 'idle';
}

/** `3 files in 12 ms`, `1 file and 2 removed in 9 ms`. */
function lastSyncOf({ lastSync }: DevService): string[] {
  if (lastSync === undefined) return [];
  const { sent, removed, milliseconds } = lastSync;
  const what = [
    ...(sent > 0 || removed === 0 ? [count(sent, 'file')] : []),
    ...(removed > 0 ? [`${removed} removed`] : []),
  ];
  return [`${what.join(' and ')} in ${milliseconds} ms`];
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}

function seconds(milliseconds: number): number {
  return Math.ceil(milliseconds / 1000);
}
