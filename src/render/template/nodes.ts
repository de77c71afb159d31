interface Place {
  /** Offset in the template. */
  readonly at: number;
  /** As written, which errors quote. */
  readonly source: string;
}

/** What stands for a value. `names` are fields of it, each of the one before. */
export type Operand = Place &
  (
    | { readonly type: 'literal'; readonly value: string | number | boolean }
    | { readonly type: 'nil' }
    | { readonly type: 'dot' }
    | { readonly type: 'field'; readonly names: readonly string[] }
    | { readonly type: 'variable'; readonly name: string; readonly names: readonly string[] }
    | { readonly type: 'function'; readonly name: string }
    | { readonly type: 'chain'; readonly of: Operand; readonly names: readonly string[] }
    | { readonly type: 'pipeline'; readonly pipeline: Pipeline }
  );

export interface Command extends Place {
  readonly operands: readonly [Operand, ...Operand[]];
}

/** Each command's value is the last argument of the next. */
export interface Pipeline extends Place {
  /** Variables that get the value: two for a `range` with index. */
  readonly variables: readonly string[];
  /** They exist already. */
  readonly assigns: boolean;
  readonly commands: readonly Command[];
}

export interface Block {
  readonly pipeline: Pipeline;
  readonly body: readonly Node[];
  readonly otherwise: readonly Node[];
}

/** A template, and those that it defines by name. */
export interface Template {
  readonly nodes: readonly Node[];
  readonly named: ReadonlyMap<string, readonly Node[]>;
}

export type Node =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'action'; readonly pipeline: Pipeline }
  | (Block & { readonly type: 'if' | 'with' })
  | (Block & { readonly type: 'range' })
  | { readonly type: 'break' | 'continue' }
  /** Without a pipeline its dot is nothing. */
  | (Place & { readonly type: 'template'; readonly name: string; readonly pipeline: Pipeline | undefined });
