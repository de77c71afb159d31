import type { Project } from './project.ts';
import { sha256 } from './sha256.ts';

/** Gives a text that may be shown for a field's value: the value, or `***(sha:1a2b)` where it may be a secret. */
export type Discretion = (path: string, value: string) => string;

/**
 * Hides what looks like a secret: by the name of its field, by its own form, or since it contains a value that the
 * project keeps secret elsewhere. `others` are values of variables that may be secret too, by the names of these.
 */
export function discretionOf(
  project: Pick<Project, 'services' | 'environment' | 'secrets' | 'configs'>,
  others: readonly (readonly [name: string, value: string])[] = [],
): Discretion {
  const secrets = secretsOf(project, others);
  return (path, value) =>
    isSecretName(lastKey(path)) || looksSecret(value) || secrets.some(secret => value.includes(secret))
      ? hidden(value)
      : value;
}

/** Whether what goes by this name is a secret: `DB_PASSWORD`, `apiKey`, `github.token`. */
export function isSecretName(name: string): boolean {
  return secretName.test(name) && !plainName.test(name);
}

/** So that two secrets can be told apart, and nothing more. */
export function hidden(value: string): string {
  return `***(sha:${sha256(value).slice(0, 4)})`;
}

const secretWords =
  'pass(?:word|wd|phrase|code)?|pwd|pw|secret|token|credential|cred|auth|private|salt|signature|pin|otp';
const secretName = new RegExp(
  `(?:^|[^a-z])(?:${secretWords})s?(?:$|[^a-z])|passw|secret|token|credential|passphrase|[a-z]pwd|pass$|key(?:s|_?file|_?id)?(?:$|[_.-])|keys?\\d*$|dsn|certificate|cookie`,
  'i',
);
/** Names with a word in them that means something else. */
const plainName = /^(?:keyboard|monkey|hockey|tokenizer|keymap|compass|bypass|pwd|oldpwd)$/i;

/** A URL's password, and a credential in the form that its issuer gives it. */
const secretForms = [
  /(?<=[a-z][a-z0-9+.-]*:\/\/[^/\s:@]*:)[^/\s@]+(?=@)/gi,
  /-----BEGIN[\s\S]*/g,
  /\beyJ[\w-]{8,}\.[\w-]{8,}[\w.-]*/g,
  /\b(?:gh[pousr]_|github_pat_|glpat-|xox[abprs]-|sk_(?:live|test)_|rk_live_|sk-|AKIA|ASIA|AIza|npm_|dop_v1_)[\w-]{8,}/g,
  /(?<=\b(?:basic|bearer)\s+)[\w+/=.-]{6,}/gi,
];
/** What follows a secret's name: `--password x`, `api_key=x`, `"token": "x"`. */
const assigned =
  /(?=[^\s"'])(?<=(?:passw(?:or)?d|passphrase|\bpass|pwd|secret|token|credentials?|api[_-]?key|access[_-]?key|private[_-]?key|\bkey|auth)[\w-]*["']?(?:\s*[=:,]\s*|\s+)["']?)[^\s"']+/gi;

function looksSecret(value: string): boolean {
  return [...secretForms, assigned].some(form => value.search(form) !== -1);
}

/**
 * The text with `cover` in the place of each secret: of those known, and of what has a secret's form. In a Compose
 * file, whose own words have such names, what follows a name may be none: `assignments` false leaves it. A reference
 * to a variable is no secret.
 */
export function withCovered(
  text: string,
  secrets: readonly string[],
  {
    cover = () => '***',
    assignments = true,
  }: { readonly cover?: (secret: string) => string; readonly assignments?: boolean } = {},
): string {
  const known = longestFirst(secrets).reduce((rest, secret) => rest.replaceAll(secret, cover), text);
  const forms = assignments ? [...secretForms, assigned] : secretForms;
  return forms.reduce(
    (rest, form) => rest.replace(form, found => (/^\$\{?\w/.test(found) ? found : cover(found))),
    known,
  );
}

export function longestFirst(values: readonly string[]): string[] {
  return [...new Set(values)].sort((a, b) => b.length - a.length);
}

/** Values that are too short would be found in texts that have nothing to do with them. */
export const shortest = 4;

type Keeping = Pick<Project, 'services' | 'environment' | 'secrets' | 'configs'>;

/** Values of the project, and of `others`, that nobody may read in what we show. */
export function secretsOf(
  project: Keeping,
  others: readonly (readonly [name: string, value: string])[] = [],
): readonly string[] {
  let own = found.get(project);
  if (own === undefined) {
    own = worthHiding([...named(variablesOf(project)), ...contentsOf(project)]);
    found.set(project, own);
  }
  return others.length === 0 ? own : [...new Set([...own, ...worthHiding(named(others))])];
}

/** A project never changes, and each of its containers is looked at. */
const found = new WeakMap<Keeping, readonly string[]>();

type Variables = readonly (readonly [name: string, value: string | null])[];

function variablesOf({ services, environment }: Keeping): Variables {
  return [
    ...Object.entries(environment),
    ...Object.values(services).flatMap(service => [
      ...Object.entries(service.environment ?? {}),
      ...Object.entries(service.build?.args ?? {}),
    ]),
  ];
}

function named(variables: Variables): string[] {
  return variables.filter(([name]) => isSecretName(name)).map(([, value]) => value ?? '');
}

function contentsOf({ environment, secrets, configs }: Keeping): string[] {
  return [...Object.values(secrets), ...Object.values(configs)].flatMap(({ content, environment: variable }) => [
    content?.trim() ?? '',
    variable === undefined ? '' : (environment[variable] ?? ''),
  ]);
}

function worthHiding(values: readonly string[]): string[] {
  return [...new Set(values)].filter(value => value.length >= shortest && !isCommon(value));
}

/** What switches and hosts are set to keeps nothing secret. */
function isCommon(value: string): boolean {
  return /^(?:true|false|null|none|default|localhost|disabled|enabled|production|development|test)$/i.test(value);
}

function lastKey(path: string): string {
  return path.slice(path.indexOf('.') + 1);
}
