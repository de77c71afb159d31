import { ComposeError } from '../diagnostics/errors.ts';
import type { Service } from '../model/service.ts';
import type { ProviderAction } from '../plan/operation.ts';

/** What a provider's program says of its subcommands, by `<program> compose metadata`. */
export type ProviderMetadata = { readonly [Action in ProviderAction]?: ActionMetadata };

interface ActionMetadata {
  readonly parameters?: readonly { readonly name?: string; readonly required?: boolean }[] | null;
}

/** Undefined for what tells nothing. */
export function parseMetadata(text: string): ProviderMetadata | undefined {
  try {
    const metadata = JSON.parse(text) as (ProviderMetadata & { readonly description?: string }) | null;
    const isEmpty = !metadata?.description && !metadata?.up?.parameters && !metadata?.down?.parameters;
    return isEmpty ? undefined : (metadata ?? undefined);
  } catch {
    return undefined;
  }
}

/** Options that the subcommand knows, or all where it doesn't say. Throws where one that it needs is missing. */
export function optionsFor(
  { provider }: Service,
  metadata: ProviderMetadata | undefined,
  action: ProviderAction,
): string[] {
  const parameters = metadata?.[action]?.parameters ?? [];
  const options = provider?.options ?? {};
  const missing = parameters.find(({ name = '', required }) => required && !Object.hasOwn(options, name));
  if (missing) {
    const message = `required parameter ${JSON.stringify(missing.name)} is missing from provider "${provider?.type}" definition`;
    throw new ComposeError('provider-options', message, { hint: `add it to "provider.options"` });
  }
  return Object.entries(options).flatMap(([name, values]) =>
    metadata === undefined || parameters.some(parameter => parameter.name === name)
      ? values.map(value => `--${name}=${value}`)
      : [],
  );
}
