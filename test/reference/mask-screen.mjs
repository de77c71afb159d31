import { masked } from './mask.mjs';

/** What was recorded of a terminal, as it was written to it. */
export function writtenText(lines) {
  const text = lines
    .join('\n')
    .replace(/\{((?:\\\w|[^{}])+)\}\*(\d+)/g, (_, what, count) => what.repeat(Number(count)));
  const whole = text.endsWith('⏎̸') ? text.slice(0, -2) : `${text}\n`;
  return afterCut(whole).replace(/\\(?:([ert])|x([0-9a-f]{2}))/g, (_, name, code) =>
    name ? controls[name] : String.fromCharCode(Number.parseInt(code, 16)),
  );
}

/** The same, with each list below what was written before it, and not over it. */
export function writtenApart(text) {
  return text.replace(/(\x1b\[\?25h[^\x1b]+\n\x1b\[\?25l)\x1b\[\d+A/g, '$1');
}

const controls = { e: '\x1b', r: '\r', t: '\t' };

/** What was cut out is made good by the next whole picture of a list, drawn where the last one was. */
function afterCut(text) {
  return text.replace(/^[\s\S]*…\[\d+ characters cut\]…[\s\S]*?\\e\[\?25l\\e\[\d+A\\e\[0G/, '');
}

/**
 * Lines of a terminal, masked as others are, without the widths of the columns of a list of progress and with its rows
 * in the order of their names. `places` are pairs of a folder and its name.
 */
export function maskedScreen(lines, command, places) {
  const named = lines.map(line => places.reduce((shown, [folder, name]) => shown.replaceAll(folder, name), line));
  return withSortedRows(masked(named, command).map(line => (isRow(line) ? line.replace(/ {2,}/g, ' ') : line)));
}

/** Of a list of progress: a mark, or the figure of one that turns, and what it is about. */
function isRow(line) {
  return /^ [✔✘✖!⚠⠀-⣿]\s+\w/u.test(line);
}

function withSortedRows(lines) {
  const sorted = [];
  let rows = [];
  for (const line of lines) {
    if (isRow(line)) rows.push(line);
    else {
      sorted.push(...rows.sort(), line);
      rows = [];
    }
  }
  return [...sorted, ...rows.sort()];
}
