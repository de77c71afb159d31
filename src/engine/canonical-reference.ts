export type CanonicalReference = { readonly reference: string } | { readonly mistake: string };

/**
 * An image's name with nothing left to guess: `nginx` is `docker.io/library/nginx:latest`. A digest says more than a
 * tag, so that beside one the tag is dropped.
 */
export function canonicalReference(name: string): CanonicalReference {
  if (/^[0-9a-f]{64}$/.test(name)) {
    const mistake = `invalid repository name (${name}), cannot specify 64-byte hexadecimal strings`;
    return { mistake };
  }
  const { domain, rest } = splitDomain(name);
  const [path = ''] = rest.split(/[:@]/, 1);
  if (path !== path.toLowerCase())
    return { mistake: `invalid reference format: repository name (${path}) must be lowercase` };
  const parts = wellFormed.exec(rest);
  if (parts === null || !domainPattern.test(domain)) return { mistake: 'invalid reference format' };
  if (path.length + domain.length + 1 > 255) return { mistake: 'repository name must not be more than 255 characters' };
  const [, , tag = 'latest', digest] = parts;
  return { reference: `${domain}/${path}${digest === undefined ? `:${tag}` : `@${digest}`}` };
}

const component = '[a-z0-9]+(?:(?:\\.|__?|-+)[a-z0-9]+)*';
const digestAlgorithm = '[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*';
const wellFormed = new RegExp(
  `^(${component}(?:/${component})*)(?::(\\w[\\w.-]{0,127}))?(?:@(${digestAlgorithm}:[0-9a-fA-F]{32,}))?$`,
);
const label = '[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?';
const domainPattern = new RegExp(`^(?:${label}(?:\\.${label})*|\\[[0-9a-fA-F:]+\\])(?::[0-9]+)?$`);

/** What comes before the first slash is a registry if it looks like a host; else all of it is Docker Hub's. */
function splitDomain(name: string): { domain: string; rest: string } {
  const slash = name.indexOf('/');
  const first = name.slice(0, Math.max(slash, 0));
  const isHost = /[.:]/.test(first) || first === 'localhost' || first !== first.toLowerCase();
  const [domain, rest] = isHost ? [first, name.slice(slash + 1)] : ['docker.io', name];
  if (domain !== 'docker.io' && domain !== 'index.docker.io') return { domain, rest };
  return { domain: 'docker.io', rest: rest.includes('/') ? rest : `library/${rest}` };
}
