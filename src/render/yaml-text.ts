/**
 * Whether a plain scalar with this text is read as that text. Otherwise it must be quoted: a YAML 1.1 reader, or Go's,
 * would take it for a number, a truth value, null, a date or, where Docker Compose forgets the quotes, a merge key.
 */
export function readsAsText(text: string): boolean {
  if (text === '' || words.has(text)) return false;
  if (!/^[-+.\d]/.test(text)) return true;
  return !(isNumber(text) || sexagesimal.test(text) || isDate(text));
}

const words = new Set([
  ...['~', 'null', 'Null', 'NULL', '<<'],
  ...['true', 'True', 'TRUE', 'false', 'False', 'FALSE'],
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'on', 'On', 'ON', 'n', 'N', 'no', 'No', 'NO', 'off', 'Off', 'OFF'],
  ...['.nan', '.NaN', '.NAN'],
  ...['', '+', '-'].flatMap(sign => ['.inf', '.Inf', '.INF'].map(word => sign + word)),
]);

/** Of YAML 1.1, `1:30` is ninety. */
const sexagesimal = /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/;

function isNumber(text: string): boolean {
  const digits = text.replaceAll('_', '');
  return (
    /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/.test(digits) ||
    /^[-+]?0(?:[xX][0-9a-fA-F]{1,16}|[oO][0-7]{1,22}|[bB][01]{1,64})$/.test(digits)
  );
}

/** With a T the time has a zone, after a blank it has none. */
const datePattern =
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?:(?:[Tt](?=.*(?:Z|[-+]\d\d:\d\d)$)| (?!.*Z|.*[-+]))(\d{1,2}):(\d{1,2}):(\d{1,2})(?:\.\d+)?(?:Z|[-+]\d\d:\d\d)?)?$/;

function isDate(text: string): boolean {
  const match = datePattern.exec(text);
  if (!match) return false;
  const [year, month, day, hour, minute, second] = match.slice(1).map(part => Number(part ?? 0)) as SixNumbers;
  const lastDay = new Date(Date.UTC(year, month, 0)).getUTCDate();
  return month >= 1 && month <= 12 && day >= 1 && day <= lastDay && hour < 24 && minute < 60 && second < 60;
}

type SixNumbers = [number, number, number, number, number, number];
