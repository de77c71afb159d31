export interface ImageReference {
  /** `docker.io` where the name gives none. */
  readonly registry: string;
  readonly tag?: string;
  /** `sha256:…`. */
  readonly digest?: string;
}

/** `registry.example:5000/team/app:1.2@sha256:…`: what comes before the first slash is a registry if it looks like a host. */
export function parseReference(name: string): ImageReference {
  const { rest, digest } = splitDigest(name);
  const tag = /:([^:/]+)$/.exec(rest)?.[1];
  return { registry: registryOf(rest), ...(tag !== undefined && { tag }), ...(digest !== undefined && { digest }) };
}

/** The name without tag and digest. */
export function familiarName(name: string): string {
  return splitDigest(name).rest.replace(/:[^:/]+$/, '');
}

function splitDigest(name: string): { rest: string; digest?: string } {
  const at = name.indexOf('@');
  return at === -1 ? { rest: name } : { rest: name.slice(0, at), digest: name.slice(at + 1) };
}

function registryOf(name: string): string {
  const slash = name.indexOf('/');
  const first = name.slice(0, Math.max(slash, 0));
  const isHost = /[.:]/.test(first) || first === 'localhost';
  return isHost && first !== 'index.docker.io' ? first : 'docker.io';
}
