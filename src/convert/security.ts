import { ComposeError } from '../diagnostics/errors.ts';
import type { HostConfig } from '../engine/api.ts';
import type { Service } from '../model/service.ts';

/** Text of the files that `security_opt` names, by the path as written. */
export type SecurityProfiles = Readonly<Record<string, string>>;

/** Privileges, capabilities, users' namespaces and `security_opt`. */
export function toSecurity(service: Service, profiles: SecurityProfiles): HostConfig {
  const options = service.security_opt ?? [];
  const unconfined = options.includes('systempaths=unconfined');
  const kept = options.filter(option => option !== 'systempaths=unconfined');
  return {
    Privileged: service.privileged ?? false,
    ReadonlyRootfs: service.read_only ?? false,
    UsernsMode: service.userns_mode ?? '',
    ...(service.cap_add ? { CapAdd: toCapabilities(service.cap_add) } : {}),
    ...(service.cap_drop ? { CapDrop: toCapabilities(service.cap_drop) } : {}),
    ...(service.group_add ? { GroupAdd: service.group_add } : {}),
    ...(kept.length > 0 ? { SecurityOpt: kept.map(option => toOption(option, profiles)) } : {}),
    ...(unconfined ? { MaskedPaths: [], ReadonlyPaths: [] } : {}),
  };
}

/** In the kernel's spelling, as Docker's own clients send them: `net_admin` is `CAP_NET_ADMIN`. */
function toCapabilities(names: readonly string[]): string[] {
  const upper = names.map(name => name.trim().toUpperCase());
  return [...new Set(upper.map(name => (name === 'ALL' || name.startsWith('CAP_') ? name : `CAP_${name}`)))].sort();
}

/** Files whose text `security_opt` needs: the engine takes a seccomp profile itself, not its path. */
export function seccompFiles(service: Service): string[] {
  return (service.security_opt ?? []).flatMap(option => seccompFile(option) ?? []);
}

function seccompFile(option: string): string | undefined {
  const [, value] = /^seccomp[=:](.*)$/s.exec(option) ?? [];
  return value === 'unconfined' || value === 'builtin' ? undefined : value;
}

function toOption(option: string, profiles: SecurityProfiles): string {
  const file = seccompFile(option);
  if (file === undefined) return option;
  try {
    return `seccomp=${JSON.stringify(JSON.parse(profiles[file] ?? ''))}`;
  } catch (cause) {
    throw new ComposeError('bad-seccomp-profile', `compacting json for seccomp profile (${file}) failed`, { cause });
  }
}
