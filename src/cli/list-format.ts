import { UsageError } from './usage-error.ts';

/** Of lists that know no templates. */
export function readListFormat(format: string | undefined): 'table' | 'json' {
  switch ((format ?? '').toLowerCase()) {
    case '':
    case 'table':
    case 'pretty':
      return 'table';
    case 'json':
      return 'json';
    default:
      throw new UsageError(
        `format value ${JSON.stringify(format)} could not be parsed: parsing failed`,
        'use table or json',
      );
  }
}
