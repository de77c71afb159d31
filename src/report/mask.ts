import type { SourceLocation } from '../diagnostics/diagnostic.ts';
import { longestFirst, shortest, withCovered } from '../model/secrecy.ts';

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
  return withCovered(asWritten, secrets);
}

export interface Hidden {
  readonly secrets: readonly string[];
  /** Whatever an environment holds. */
  readonly values: readonly string[];
  /** Secrets are hidden in the place itself too: words of a program may have them, an image's name has not. */
  readonly within: boolean;
}

/** The line of a place, which may hold a whole service: values of environments are starred, and columns stay. */
export function withoutValues(location: SourceLocation, { secrets, values, within }: Hidden): SourceLocation {
  const { lineText, range } = location;
  const from = range.start.column - 1;
  const to = range.end.line === range.start.line ? range.end.column - 1 : lineText.length;
  const all = [...secrets, ...values.filter(value => value.length >= shortest)];
  const around = (text: string) => withCovered(text, all, { cover: starred, assignments: false });
  const place = lineText.slice(from, to);
  const marked = within ? withCovered(place, secrets, { cover: starred }) : place;
  return { ...location, lineText: around(lineText.slice(0, from)) + marked + around(lineText.slice(to)) };
}

function starred(value: string): string {
  return '*'.repeat(value.length);
}
