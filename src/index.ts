// The library: what the command line does, for other programs. docs/api.md is its manual.

// Processes in containers
export { type AttachOptions, attach } from './api/attach.ts';
// What calls take and give
export type { CallOptions, ChangeOptions, Target, TaskOptions } from './api/call.ts';
// Projects
export { type ConfigOptions, config, configTrace, configVariables } from './api/config.ts';
// What only looks
export { type ContainerPort, type ProjectContainer, type PsOptions, ps } from './api/containers.ts';
// What changes something
export { type DownOptions, down } from './api/down.ts';
// Engines
export { type ConnectOptions, connectEngine } from './api/engine.ts';
export { type EventsOptions, events } from './api/events.ts';
export { type ExecDetachedOptions, type ExecOptions, exec, execDetached, type ProcessResult } from './api/exec.ts';
export { type CommitOptions, type CpOptions, commit, cp, type ExportOptions, exportContainer } from './api/files.ts';
export { type BuildOptions, build, type PullOptions, type PushOptions, pull, push } from './api/images.ts';
export {
  type KillOptions,
  kill,
  type PauseOptions,
  pause,
  type RestartOptions,
  type RmOptions,
  restart,
  rm,
  type StartOptions,
  type StopOptions,
  start,
  stop,
  unpause,
} from './api/lifecycle.ts';
export {
  followStats,
  images,
  type ListOptions,
  type ListProjectsOptions,
  listProjects,
  type PortOptions,
  port,
  type StatsOptions,
  stats,
  top,
  volumes,
  type WaitOptions,
  wait,
} from './api/listings.ts';
export { type LoadOptions, loadProject } from './api/load.ts';
export { type LogsOptions, logs } from './api/logs.ts';
export type { Selection } from './api/origin.ts';
export {
  type RunDetachedOptions,
  type RunOptions,
  type RunResult,
  type RunStarted,
  run,
  runDetached,
} from './api/run.ts';
export type { Captured, ProcessStreams } from './api/streams.ts';
export type { Task } from './api/task.ts';
export { apply, type CreateOptions, create, type PullPolicy, plan, scale, type UpOptions, up } from './api/up.ts';
export { type UpAttachedOptions, upAttached } from './api/up-attached.ts';
// Mistakes
export type { Diagnostic, Severity, SourceLocation } from './diagnostics/diagnostic.ts';
export { ComposeError, ExplainedError } from './diagnostics/errors.ts';
export type { FailureReport } from './diagnostics/failure-report.ts';
export type { ContainerState, VolumeResource } from './engine/api.ts';
export type { Engine } from './engine/engine.ts';
export { EngineError } from './engine/engine-error.ts';
export type { ComposeEvent, LogEvent, ProgressEvent } from './events/event.ts';
export { type LogLine, logLines } from './events/log-lines.ts';
export type { ComposeFlavour, LoadResult } from './loader/options.ts';
export type { Variable } from './loader/variables.ts';
export type {
  ContainerEvent,
  ContainerImage,
  ContainerProcesses,
  ContainerUsage,
  KnownProject,
  UsageSample,
} from './model/listings.ts';
export type { Project } from './model/project.ts';
export type { FileObject, Model, Network, Volume } from './model/resources.ts';
export type { Port, Service, ServiceVolume } from './model/service.ts';
export type { Trace, TraceStep, VariableUse } from './model/trace.ts';
export type { Planned } from './operations/plan.ts';
export type { PublishedAddress } from './operations/port.ts';
export type { StandardStreams } from './operations/standard-streams.ts';
export type { UpResult } from './operations/up.ts';
export type { PlanRecord } from './plan/plan-record.ts';
