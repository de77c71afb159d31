/** Which Docker Compose gantry takes after: its model, config hashes and labels. */
export type ComposeFlavour = '5' | '2';

/** All that differs between them. The stages ask this table, and none compares flavours by itself. */
export interface FlavourRules {
  /** What the version label says. Docker Compose reads it, so it is Compose's number and not gantry's. */
  readonly version: string;
  /** `${A:-…}` and the like: an operand that isn't used is not looked at, so its mistakes and warnings don't count. */
  readonly skipsUnusedOperands: boolean;
  /** `include` comes before `extends`, so that an included service can be extended. */
  readonly includesFirst: boolean;
  /** What a file includes and defines differently is merged; otherwise it is a mistake. */
  readonly mergesIncluded: boolean;
  /** Attributes that the schema doesn't know, as paths with `*` for any key or index. */
  readonly unknownAttributes: readonly string[];
  /** An optional dependency may be a service that no file defines: a warning says that it is left out. */
  readonly allowsUndefinedOptionalDependency: boolean;
  /** A bind mount whose `bind` doesn't say so creates the folder on the host. */
  readonly createsHostPath: boolean;
  /** The value of `create_host_path` that goes without saying: it is neither printed nor hashed. */
  readonly silentHostPath: boolean;
  /** `config --hash` reads the files of `env_file`, as `up` does before it hashes. */
  readonly hashesEnvFileContent: boolean;
  /** A required entry of `env_file` is hashed as its path alone. */
  readonly hashesEnvFilePath: boolean;
  /** `ipam.options` of a network are kept, and hashed. */
  readonly keepsIpamOptions: boolean;
  /** `expose` is split into one `port/protocol` each; otherwise the engine gets its text. */
  readonly splitsExposed: boolean;
  /** In the YAML of `config`, text that begins with a line break is a block that says how far it is indented. */
  readonly blocksOfLineBreaks: boolean;
  /** A container made in another's place is labelled with the final name. */
  readonly labelsReplacement: boolean;
  /** A container is labelled with the digests of the images that it mounts. */
  readonly labelsMountedImages: boolean;
  /** `run` runs the `post_start` hooks of the service. */
  readonly runsHooksOfOneOffs: boolean;
}

/** Whose hash something carries, by its version label; undefined for a version whose rules aren't known. */
export function flavourOf(version: string | undefined): ComposeFlavour | undefined {
  const major = version?.split('.')[0]?.replace(/^v/, '');
  return major === '5' || major === '2' ? major : undefined;
}

export const flavours: Readonly<Record<ComposeFlavour, FlavourRules>> = {
  '5': {
    version: '5.5.0',
    skipsUnusedOperands: true,
    includesFirst: true,
    mergesIncluded: true,
    unknownAttributes: [],
    allowsUndefinedOptionalDependency: true,
    createsHostPath: true,
    silentHostPath: true,
    hashesEnvFileContent: true,
    hashesEnvFilePath: false,
    keepsIpamOptions: true,
    splitsExposed: true,
    blocksOfLineBreaks: false,
    labelsReplacement: false,
    labelsMountedImages: true,
    runsHooksOfOneOffs: true,
  },
  '2': {
    version: '2.40.3',
    skipsUnusedOperands: false,
    includesFirst: false,
    mergesIncluded: false,
    unknownAttributes: ['services.*.pre_start', 'services.*.build.no_cache_filter'],
    allowsUndefinedOptionalDependency: false,
    createsHostPath: false,
    silentHostPath: false,
    hashesEnvFileContent: false,
    hashesEnvFilePath: true,
    keepsIpamOptions: false,
    splitsExposed: false,
    blocksOfLineBreaks: true,
    labelsReplacement: true,
    labelsMountedImages: false,
    runsHooksOfOneOffs: false,
  },
};
