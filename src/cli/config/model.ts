import { orderedValue, projectDocument } from '../../model/config-document.ts';
import { flavours } from '../../model/flavour.ts';
import type { OrderedMap } from '../../model/go-json.ts';
import { UsageError } from '../usage-error.ts';
import { type ConfigCall, loadConfigModel, loadConfigProject, warnOfNamedServices } from './call.ts';

type Format = 'yaml' | 'json';

/** The whole model, or what --lock-image-digests leaves of it. */
export async function printModel(call: ConfigCall): Promise<string> {
  const format = requireKnownFormat(call.options.format);
  const document = await (call.options.noInterpolate ? rawDocument(call, format) : modelDocument(call, format));
  if (call.options.quiet) return '';
  if (format === 'yaml') {
    const { renderConfigYaml } = await import('../../render/config-yaml.ts');
    return renderConfigYaml(document, flavours[call.globals.composeVersion]);
  }
  // Docker Compose ends its JSON without a line break; at a terminal the prompt would stand behind it.
  const end = call.options.output || !call.world.output.stdout.isTTY ? '' : '\n';
  return `${(await import('../../model/go-json.ts')).goJson(document, '  ')}${end}`;
}

function requireKnownFormat(format: string | undefined): Format {
  if (format === undefined || format === '' || format === 'yaml') return 'yaml';
  if (format === 'json') return 'json';
  throw new UsageError(`unsupported format ${JSON.stringify(format)}`, 'use yaml or json');
}

async function modelDocument(call: ConfigCall, format: Format): Promise<OrderedMap> {
  const encoding = { format, flavour: call.globals.composeVersion, escapeDollars: true };
  const project = await loadConfigProject(call);
  if (!wantsDigests(call)) return projectDocument(project, encoding);
  const { onlyImages, withDigests } = await import('./digests.ts');
  const pinned = await withDigests(project, call);
  if (!call.options.lockImageDigests) return projectDocument(pinned, encoding);
  return withoutEmptyName(projectDocument(onlyImages(pinned), encoding), format);
}

async function rawDocument(call: ConfigCall, format: Format): Promise<OrderedMap> {
  const encoding = { format, flavour: call.globals.composeVersion };
  await warnOfNamedServices(call, { flag: '--no-interpolate', shown: 'the full model' });
  const model = await loadConfigModel(call);
  if (!wantsDigests(call)) return orderedValue(model, encoding) as OrderedMap;
  const { onlyImagesOfModel, withDigestsInModel } = await import('./digests.ts');
  const pinned = await withDigestsInModel(model, call);
  return orderedValue(call.options.lockImageDigests ? onlyImagesOfModel(pinned) : pinned, encoding) as OrderedMap;
}

function wantsDigests({ options }: ConfigCall): boolean {
  return options.resolveImageDigests || options.lockImageDigests;
}

function withoutEmptyName(document: OrderedMap, format: Format): OrderedMap {
  return format === 'json' ? document : new Map([...document].filter(([key]) => key !== 'name'));
}
