import { posix } from 'node:path';
import { ComposeError } from '../diagnostics/errors.ts';
import type { Mount } from '../engine/api.ts';
import type { Project } from '../model/project.ts';
import type { FileObject } from '../model/resources.ts';
import type { FileReference, Service } from '../model/service.ts';

/** A file to be put into a container before it starts. */
export interface InlineFile {
  /** Absolute path in the container. */
  readonly path: string;
  readonly content: string;
  readonly uid: number;
  readonly gid: number;
  readonly mode: number;
}

/** Secrets and configs that are files of the host: read-only binds, whose missing source is an error. */
export function fileMounts(project: Project, service: Service): Mount[] {
  return references(project, service).flatMap(({ kind, reference, object }) => {
    if (object.file === undefined) return [];
    const mount: Mount = { Type: 'bind', Source: object.file, Target: target(kind, reference), ReadOnly: true };
    // Docker Compose sends the empty options for secrets only; `docker inspect` shows the difference.
    return [kind === 'secret' ? { ...mount, BindOptions: {} } : mount];
  });
}

/** Secrets and configs whose content the model has, or a variable of its environment: copied in at every start. */
export function inlineFiles(project: Project, service: Service): InlineFile[] {
  const inline = references(project, service).filter(({ object }) => object.file === undefined);
  const [first] = inline;
  if (first && service.read_only) throw readOnly(first, service);
  return inline.map(found => ({
    path: target(found.kind, found.reference),
    content: contentOf(found, project),
    uid: Number(found.reference.uid ?? 0),
    gid: Number(found.reference.gid ?? 0),
    mode: Number.parseInt(found.reference.mode ?? '0444', 8),
  }));
}

type Kind = 'secret' | 'config';
interface Found {
  readonly kind: Kind;
  readonly reference: FileReference;
  readonly object: FileObject;
}

function references(project: Project, service: Service): Found[] {
  return [
    ...(service.secrets ?? []).map(reference => find('secret', reference, project.secrets)),
    ...(service.configs ?? []).map(reference => find('config', reference, project.configs)),
  ];
}

function find(kind: Kind, reference: FileReference, objects: Readonly<Record<string, FileObject>>): Found {
  const object = objects[reference.source ?? ''];
  if (!object || object.external || object.driver || object.template_driver) {
    throw new ComposeError(`unsupported-${kind}`, `unsupported external ${kind} ${reference.source}`, {
      hint: `a single engine has no ${kind}s of its own: give the ${kind} a file, content or a variable`,
    });
  }
  return { kind, reference, object };
}

/** Secrets go to /run/secrets and configs to the root, unless they name an absolute path. */
function target(kind: Kind, { source = '', target: path = source }: FileReference): string {
  return posix.resolve(kind === 'secret' ? '/run/secrets' : '/', path);
}

function contentOf({ kind, object }: Found, project: Project): string {
  if (object.environment === undefined) return object.content ?? '';
  // An included one has the value of a variable that the project hasn't as its content.
  const value = project.environment[object.environment] ?? object.content;
  if (value !== undefined) return value;
  throw new ComposeError(
    'missing-variable',
    `environment variable "${object.environment}" required by ${kind} "${object.name}" is not set`,
  );
}

function readOnly({ kind, object }: Found, service: Service): ComposeError {
  return new ComposeError(
    'read-only-service',
    `cannot create ${kind} "${object.name}" in read-only service ${service.name}: \`file\` is the sole supported option`,
  );
}
