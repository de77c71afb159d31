import type { SourceLocation } from '../diagnostics/diagnostic.ts';

/** Where the value of an attribute or of a variable comes from. */
export interface Trace {
  /** As it was asked for. */
  readonly target: string;
  readonly type: 'attribute' | 'variable';
  /** Undefined: nothing gives one, or what gave it was overridden by nothing. */
  readonly value?: unknown;
  /** What had a say, in the order in which it was applied: later steps win. */
  readonly steps: readonly TraceStep[];
  /** Places that use a variable; none for an attribute. */
  readonly uses: readonly VariableUse[];
}

export type StepType =
  /** The first file. */
  | 'file'
  /** A later file, or document. */
  | 'override'
  | 'include'
  | 'extends'
  /** `.env`, --env-file, or the env_file or label_file of a service. */
  | 'env-file'
  /** The environment of the process. */
  | 'environment'
  /** An option of the command line. */
  | 'flag'
  /** `${NAME:-default}`. */
  | 'default'
  /** Written nowhere: the Compose Specification implies it. */
  | 'implied';

export interface TraceStep {
  readonly type: StepType;
  /**
   * `sets` the value, or its first part; `adds` to a list or mapping; `overridden` by a later step; `removes` what
   * earlier ones gave.
   */
  readonly effect: 'sets' | 'adds' | 'overridden' | 'removes';
  /** Of what stands in a file. */
  readonly location?: SourceLocation;
  /** What it is that stands in no file: `--project-name`. */
  readonly source?: string;
  /** The variables of its text. */
  readonly variables?: readonly TracedVariable[];
}

export interface TracedVariable {
  readonly name: string;
  readonly value?: string;
  readonly steps: readonly TraceStep[];
}

export interface VariableUse {
  readonly location: SourceLocation;
  /** The text that uses it, as it is written. */
  readonly expression: string;
  /** What it stands for when the variable is not set, and where that is written. */
  readonly default?: { readonly text: string; readonly location: SourceLocation };
}
