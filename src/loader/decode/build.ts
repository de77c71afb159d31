import type { Build, FileReference } from '../../model/service.ts';
import { listOf, mapOf, object } from './decoder.ts';
import { nullableTextMap, textMap } from './maps.ts';
import { boolean, byteCount, fileMode, stringOrList, text } from './scalars.ts';
import { hosts, sshKeys, ulimit } from './service-values.ts';

export const fileReference = object<FileReference>({
  source: text,
  target: text,
  uid: text,
  gid: text,
  mode: fileMode,
});

export const build = object<Build>({
  context: text,
  dockerfile: text,
  dockerfile_inline: text,
  entitlements: stringOrList,
  args: nullableTextMap,
  provenance: text,
  sbom: text,
  ssh: sshKeys,
  labels: textMap,
  cache_from: stringOrList,
  cache_to: stringOrList,
  no_cache: boolean,
  no_cache_filter: stringOrList,
  additional_contexts: textMap,
  pull: boolean,
  extra_hosts: hosts,
  isolation: text,
  network: text,
  target: text,
  secrets: listOf(fileReference),
  shm_size: byteCount,
  tags: stringOrList,
  ulimits: mapOf(ulimit),
  platforms: stringOrList,
  privileged: boolean,
});
