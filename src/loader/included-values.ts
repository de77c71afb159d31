import type { Project } from '../model/project.ts';
import type { FileObject } from '../model/resources.ts';
import type { ModelFiles } from './loading.ts';
import { isMap, type TreeMap } from './tree.ts';

/** What a variable of an included model's env files says, by the secret or config (`secrets.NAME`) that is made of it. */
export type IncludedValues = Map<string, { readonly variable: string; readonly value: string }>;

/** An included model's variables are forgotten when it is joined to the project: what is made of them is kept. */
export function keepIncludedValues(model: TreeMap, { environment }: ModelFiles, values: IncludedValues): void {
  for (const section of ['secrets', 'configs']) {
    const objects = model[section];
    if (!isMap(objects)) continue;
    for (const [name, object] of Object.entries(objects)) {
      const variable = isMap(object) ? object.environment : undefined;
      if (typeof variable !== 'string') continue;
      const value = environment[variable];
      if (value !== undefined) values.set(`${section}.${name}`, { variable, value });
    }
  }
}

/** The project with `content` in secrets and configs whose variable it hasn't itself. Never shown, nor hashed. */
export function withIncludedValues(project: Project, values: IncludedValues): Project {
  if (values.size === 0) return project;
  const filled = (section: string, objects: Readonly<Record<string, FileObject>>) =>
    Object.fromEntries(
      Object.entries(objects).map(([name, object]) => {
        const included = values.get(`${section}.${name}`);
        if (included === undefined || included.variable !== object.environment) return [name, object];
        const isKnown = project.environment[included.variable] !== undefined;
        return [name, isKnown ? object : { ...object, content: included.value }];
      }),
    );
  return {
    ...project,
    secrets: filled('secrets', project.secrets),
    configs: filled('configs', project.configs),
  };
}
