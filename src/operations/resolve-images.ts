import { ComposeError } from '../diagnostics/errors.ts';
import { canonicalReference } from '../engine/canonical-reference.ts';
import type { Engine } from '../engine/engine.ts';
import { failureMessage } from '../execute/failure.ts';

/**
 * The names of images with the digests that their registries have for them now, by the names as given. A name that
 * has a digest already asks no registry.
 */
export async function resolveImages(
  images: Iterable<string>,
  { engine }: { readonly engine: Engine },
): Promise<ReadonlyMap<string, string>> {
  const names = [...new Set(images)].sort();
  const outcomes = await Promise.allSettled(names.map(name => resolveImage(name, engine)));
  const failed = outcomes.find(outcome => outcome.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  return new Map(outcomes.flatMap((outcome, at) => ('value' in outcome ? [[names[at]!, outcome.value]] : [])));
}

async function resolveImage(name: string, engine: Engine): Promise<string> {
  const canonical = canonicalReference(name);
  if ('mistake' in canonical) {
    const hint = `${JSON.stringify(name)} is no name of an image`;
    throw new ComposeError('image-reference', canonical.mistake, { hint });
  }
  const { reference } = canonical;
  if (reference.includes('@')) return reference;
  return `${reference}@${await digestOf(reference, engine)}`;
}

async function digestOf(reference: string, engine: Engine): Promise<string> {
  try {
    return (await engine.inspectDistribution(reference)).Descriptor.digest;
  } catch (error) {
    const message = `failed to resolve digest for ${reference}: ${failureMessage(error)}`;
    throw new ComposeError('image-digest', message, { cause: error });
  }
}
