import type { SourceLocation } from '../diagnostics/diagnostic.ts';
import type { Project } from '../model/project.ts';

const secretName =
  /pass(word|wd|phrase|_|$)|_pwd$|secret|token|credential|(api|access|private|signing|encryption)_?key|(^|_)auth$/i;
/pass(word|wd|phrase)?|pwd|secret|token|credential|(api|access|private|signing|encryption)_?key|auth/i;
const passwordInUrl = /:\/\/[^:@/\s]*:([^@/\s]+)@/g;

/** Shorter ones are in too many words that mean something else. */
const shortest = 4;

/** Values of the project that nobody may read in a report, the longest first. */
export function secretValues({ environment, services, secrets }: Project): string[] {
  const named = new Set(Object.values(secrets).flatMap(({ environment: name }) => name ?? []));
  const own = Object.values(services).flatMap(service => Object.entries(service.environment ?? {}));
  const values = [...Object.entries(environment), ...own].flatMap(([name, value]) => {
    if (!value) return [];
    const passwords = [...value.matchAll(passwordInUrl)].map(match => match[1]!);
    return secretName.test(name) || named.has(name) ? [value, ...passwords] : passwords;
  });
  return longestFirst(values.filter(value => value.length >= shortest));
}

/** A probe as its author wrote it: what came from variables is their names again, and secrets are not shown. */
export function withoutSecrets(
  command: string,
  {
    variables,
    environment,
    secrets,
  }: {
    readonly variables: readonly string[];
    readonly environment: Readonly<Record<string, string>>;
    readonly secrets: readonly string[];
  },
): string {
  const names = new Map(variables.flatMap(name => (environment[name] ? [[environment[name], name]] : [])));
  const asWritten = longestFirst([...names.keys()]).reduce(
    (rest, value) => rest.replaceAll(value, () => `\${${names.get(value)}}`),
    command,
  );
  return secrets.reduce((rest, secret) => rest.replaceAll(secret, '***'), asWritten);
}

export interface Hidden {
  readonly secrets: readonly string[];
  /** Whatever an environment holds. */
  readonly values: readonly string[];
  /** Secrets are hidden in the place itself too: a probe may have them in its words, an image's name has not. */
  readonly within: boolean;
}

/** The line of a place, which may hold a whole service: values of environments are starred, and columns stay. */
export function withoutValues(location: SourceLocation, { secrets, values, within }: Hidden): SourceLocation {
  const { lineText, range } = location;
  const from = range.start.column - 1;
  const to = range.end.line === range.start.line ? range.end.column - 1 : lineText.length;
  const all = longestFirst([...secrets, ...values.filter(value => value.length >= shortest)]);
  const around = (text: string) => starred(text, all);
  const marked = starred(lineText.slice(from, to), within ? secrets : []);
  return { ...location, lineText: around(lineText.slice(0, from)) + marked + around(lineText.slice(to)) };
}

function starred(text: string, values: readonly string[]): string {
  return values.reduce((rest, value) => rest.replaceAll(value, '*'.repeat(value.length)), text);
}

function longestFirst(values: readonly string[]): string[] {
  return [...new Set(values)].sort((a, b) => b.length - a.length);
}
