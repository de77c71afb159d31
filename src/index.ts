// The library: what the command line does, for other programs. Loading a project and looking at it needs no engine.

export type { Diagnostic, Severity, SourceLocation } from './diagnostics/diagnostic.ts';
export { ComposeError, ExplainedError } from './diagnostics/errors.ts';
export type { FailureReport } from './diagnostics/failure-report.ts';
export type { ContainerSummary } from './engine/api.ts';
// Engines
export { type ConnectOptions, connectEngine } from './engine/connect.ts';
export type { Engine } from './engine/engine.ts';
export { EngineError } from './engine/engine-error.ts';
// Events and mistakes
export type { ComposeEvent, Emit, LogEvent, ProgressEvent } from './events/event.ts';
export { loadProject } from './loader/load.ts';
export { nodeIO } from './loader/node-io.ts';
// Projects
export type { ComposeFlavour, LoaderIO, LoadOptions, LoadResult } from './loader/options.ts';
export type { Project } from './model/project.ts';
export type { FileObject, Model, Network, Volume } from './model/resources.ts';
export type { Service } from './model/service.ts';
// Operations
export { type AttachOptions, attach, type Interrupts } from './operations/attach.ts';
export {
  type AttachContainerOptions,
  type AttachTarget,
  attachContainer,
  attachTarget,
} from './operations/attach-container.ts';
export { type BuildOptions, build } from './operations/build.ts';
export type { Context } from './operations/context.ts';
export { type DownOptions, type DownTarget, down, planOfDown } from './operations/down.ts';
export { type ExecOptions, exec, execDetached } from './operations/exec.ts';
export { type KillOptions, kill, planOfKill } from './operations/kill.ts';
export { type LogsOptions, logs } from './operations/logs.ts';
export { type PauseOptions, pause, planOfPause, planOfUnpause, unpause } from './operations/pause.ts';
export { type PsOptions, ps } from './operations/ps.ts';
export { planOfRestart, type RestartOptions, restart } from './operations/restart.ts';
export { planOfRm, type RmOptions, rm } from './operations/rm.ts';
export { type PreparedRun, planOfRun, prepareRun, type RunOptions, startRun } from './operations/run.ts';
export type { Scope } from './operations/scope.ts';
export type { StandardStreams } from './operations/standard-streams.ts';
export { planOfStart, type StartOptions, start } from './operations/start.ts';
export { planOfStop, type StopOptions, stop } from './operations/stop.ts';
export type { Target } from './operations/target.ts';
export { planUp, type UpOptions, type UpResult, up } from './operations/up.ts';
export { type WaitOptions, wait } from './operations/wait.ts';
// Plans
export { formatPlan } from './plan/format.ts';
export type { Operation } from './plan/operation.ts';
export type { Plan, PlanNode } from './plan/plan.ts';
export type { Reason } from './plan/reason.ts';
