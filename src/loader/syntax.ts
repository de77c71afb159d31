/**
 * What both YAML parsers give: a document's nodes with their places in the text, before types, anchors and merge
 * keys mean anything. `construct.ts` makes values of it, `locate.ts` finds places in it.
 */
export type SyntaxNode = ScalarNode | SequenceNode | MappingNode | AliasNode;

interface Node {
  /** Offsets into the text, `end` exclusive; a value that was left out has both where it would stand. */
  start: number;
  end: number;
  /** Short form: `!!str`, `!reset`; absent when none was written. */
  tag?: string | undefined;
}

export interface ScalarNode extends Node {
  readonly type: 'scalar';
  readonly text: string;
  /** Written without quotes and not as a block, so that its text decides its type. */
  readonly plain: boolean;
}

export interface SequenceNode extends Node {
  readonly type: 'sequence';
  readonly items: SyntaxNode[];
}

export interface MappingNode extends Node {
  readonly type: 'mapping';
  readonly pairs: MappingPair[];
}

export interface MappingPair {
  readonly key: SyntaxNode;
  readonly value: SyntaxNode;
}

export interface AliasNode extends Node {
  readonly type: 'alias';
  readonly name: string;
  /** The node that the anchor stands on; undefined when there is none. */
  readonly target: SyntaxNode | undefined;
}

/** Something wrong with the text itself, by offsets. */
export interface SyntaxMistake {
  readonly code: string;
  readonly message: string;
  readonly start: number;
  readonly end: number;
  readonly hint?: string;
}

const coreTagPrefix = 'tag:yaml.org,2002:';

/** `tag:yaml.org,2002:str`, `!<tag:yaml.org,2002:str>` and `!!str` are the same tag. */
export function shortTag(tag: string): string {
  const bare = tag.startsWith('!<') ? tag.slice(2, -1) : tag;
  return bare.startsWith(coreTagPrefix) ? `!!${bare.slice(coreTagPrefix.length)}` : bare;
}

/**
 * The text of a block scalar. At the end of a file without a last line break Docker Compose's reader adds none, our
 * parsers do.
 */
export function blockText(value: string, { end, source }: { end: number; source: string }): string {
  return end >= source.length && !source.endsWith('\n') && value.endsWith('\n') ? value.slice(0, -1) : value;
}
