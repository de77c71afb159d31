// Two runs differ in ids, times, ports, sizes and widths of columns. These go, from what was recorded and from what came.

/** Lines as recorded, masked once more so that they compare with `maskedOurs`. */
export function maskedRecorded(lines, command) {
  return lines.some(line => line.includes('{\\0}*')) ? bytes : masked(lines.map(unfolded), command);
}

/**
 * Text as it came, as masked lines. `places` are pairs of a folder and its name, the longest first; `project` says
 * that these are rows of all projects, and which are kept.
 */
export function maskedOurs(text, command, { places, project }) {
  if (text === '') return [];
  const shown = shownControls(places.reduce((shown, [folder, name]) => shown.replaceAll(folder, name), text));
  const lines = shown.split('\n');
  if (lines.at(-1) === '') lines.pop();
  else lines[lines.length - 1] += '⏎̸';
  return masked(project ? lines.flatMap(line => ownRows(line, project)) : lines, command);
}

/** An archive tells when it was made: only that it is there is compared. */
const bytes = ['<bytes>'];

/** What is written as `{X}*3` was there three times. */
export function unfolded(line) {
  return line.replace(/\{(\\\w|[^{}])\}\*(\d+)/g, (_, what, count) => what.repeat(Number(count)));
}

function shownControls(text) {
  return text.replace(/[\0-\x08\x0b-\x1f\x7f\t]/g, control => {
    const known = { '\x1b': '\\e', '\r': '\\r', '\t': '\\t', '\0': '\\0' }[control];
    return known ?? `\\x${control.charCodeAt(0).toString(16).padStart(2, '0')}`;
  });
}

/** Whole projects in JSON, or a row that names one in its first column. */
function ownRows(line, project) {
  if (/^(NAME|\[?\]?$)/.test(line)) return [line];
  if (line.startsWith('[{')) return [JSON.stringify(JSON.parse(line).filter(({ Name }) => Name === project))];
  return line.split(' ')[0] === project ? [line] : [];
}

/** Lines without what differs from run to run. */
export function masked(lines, command) {
  if (lines.some(line => line.includes('\\0\\0'))) return bytes;
  const isTop = /compose top\b/.test(command);
  // The recorder cut the ends of lines of whatever has an `ls` in it.
  const isLoose = isTop || /compose .*\bls\b/.test(command);
  // Its columns are as wide as the folder around needs them.
  if (command.startsWith('ls ')) return lines.map(line => maskedValues(line.replace(/ +/g, ' ')));
  return lines.map(line => {
    const plain = maskedValues(isTop ? maskedProcesses(line) : line);
    return isColumns(plain) || isLoose
      ? plain.replace(/ {2,}/g, '  ').trimEnd()
      : sameWidth(sortedItems(sortedLabels(sortedFacts(plain))));
  });
}

const values = [
  [/<(?:busybox-)?(?:id|hex)\d*(?::64)?>/g, '<id>'],
  [/<(?:port|pid)\d*>/g, '<number>'],
  [/\b[0-9a-f]{64}\b/g, '<id>'],
  [/(?<![\d.])\b(?=\d*[a-f])(?=[a-f]*\d)[0-9a-f]{12}\b/g, '<id>'],
  [/-run-[0-9a-f]{12}\b/g, '-run-<id>'],
  [/\b[0-9a-f]{14}…/g, '<id>…'],
  [/\d{4}-\d\d-\d\d([T ])\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d| [+-]\d{4} \w+)?/g, recordedTime],
  [/\b(?:Less than a second|About an? \w+|\d+ (?:second|minute|hour|day|week|month|year)s?)( ago)?/g, age],
  [/\b(?:3[3-9]\d{3}|32[7-9]\d\d|[45]\d{4}|60\d{3})\b/g, '<number>'],
  [/\b\d+(?:\.\d+)?(?:[kKMG]i?)?B\b/g, '<size>'],
  [/"Size":\d+/g, '"Size":<size>'],
  [/\b\d+(?:\.\d+)?%/g, '<pct>'],
  [/\b\d+\.\d+s\b/g, '<s>'],
  [/^PATH=.*$/g, 'PATH=<path>'],
  [/\btini \(\d+\)/g, 'tini (<number>)'],
  [/(execDuration"?[=:]"?)\d+/g, '$1<number>'],
  [/\\e\[3[1-6]m/g, '\\e[<colour>m'],
];

function maskedValues(line) {
  return values.reduce((masked, [pattern, name]) => masked.replace(pattern, name), line);
}

function recordedTime(_, separator, fraction, zone = '') {
  return `<time${separator.trim()}${fraction ? '.f' : ''}${zone}>`;
}

function age(_, ago) {
  return ago ? '<ago>' : '<dur>';
}

function maskedProcesses(line) {
  return line.replace(/<hms>|\b\d\d:\d\d(?::\d\d)?\b/g, '<hms>').replace(/\b\d{3,}\b/g, '<number>');
}

/** Tables: what is masked, or its absence, has moved their columns. */
function isColumns(line) {
  return /<(ago|dur|size|pct)>|^(NAME|CONTAINER|DRIVER) /.test(line) && !line.startsWith('{') && !line.startsWith('[{');
}

/** A log's prefix is as wide as the names that were known by then. */
function sameWidth(line) {
  return line.replace(/^((?:\\e\[<colour>m)?[\w-]+-\d+) +\| /, '$1 | ');
}

function sortedLabels(line) {
  return line.replace(/"Labels":"([^"]*)"/g, (_, labels) => `"Labels":"${labels.split(',').sort().join(',')}"`);
}

/** Of an event. */
function sortedFacts(line) {
  return line.replace(
    /^(<time.*> container .*) \((.*)\)$/,
    (_, event, facts) => `${event} (${facts.split(', ').sort().join(', ')})`,
  );
}

/** The objects of a list in JSON. */
function sortedItems(line) {
  if (!line.startsWith('[{') || !line.endsWith('}]')) return line;
  return `[{${line.slice(2, -2).split('},{').sort().join('},{')}}]`;
}
