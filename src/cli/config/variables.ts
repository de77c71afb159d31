import { type Variable, variablesIn } from '../../loader/variables.ts';
import { compareNaturally } from '../../model/key-order.ts';
import { renderVariablesJson, renderVariablesTable, renderVariablesYaml } from '../../render/variables.ts';
import { UsageError } from '../usage-error.ts';
import { type ConfigCall, loadConfigModel, warnOfNamedServices } from './call.ts';

/** The variables that the files use, whatever their values. */
export async function printVariables(call: ConfigCall): Promise<string> {
  const render = rendererFor(call.options.format);
  await warnOfNamedServices(call, { flag: '--variables', shown: 'variables from the full model' });
  return render(variablesIn(await loadConfigModel(call)));
}

function rendererFor(format = ''): (variables: readonly Variable[]) => string {
  if (format === 'yaml') return variables => renderVariablesYaml(variables.toSorted(byName));
  switch (format.toLowerCase()) {
    case '':
    case 'table':
    case 'pretty':
      return renderVariablesTable;
    case 'json':
      return renderVariablesJson;
    default:
      throw new UsageError(
        `format value ${JSON.stringify(format)} could not be parsed: parsing failed`,
        'use table, json or yaml',
      );
  }
}

/** Go's YAML has `A2` before `A10`. */
function byName(a: Variable, b: Variable): number {
  return compareNaturally(a.name, b.name);
}
