// Writes docs/compatibility.md: every attribute that schemas/ allow, with its status and where the engine gets it, from
// docs/attributes.tsv, and what is different on purpose, from docs/different.tsv. Usage: npm run compatibility
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { attributePaths } from './attribute-paths.mjs';

const docs = resolve(import.meta.dirname, '../docs');

const statuses = {
  works: 'does what the Compose Specification says',
  'no effect': 'read, checked, printed and hashed; nothing is done with it, nor does Docker Compose',
  'not yet': 'read, checked, printed and hashed; Docker Compose acts on it, gantry does not so far',
  refused: '`up`, `create` or `build` says that gantry cannot do it, before it does anything',
};

const sections = {
  Files: path => /^(version|name|include)\b/.test(path),
  Services: path => /^services\b/.test(path),
  Networks: path => /^networks\b/.test(path),
  Volumes: path => /^volumes\b/.test(path),
  'Secrets and configs': path => /^(secrets|configs)\b/.test(path),
  Models: path => /^models\b/.test(path),
};

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href)
  writeFileSync(join(docs, 'compatibility.md'), compatibilityPage());

/** The page as docs/attributes.tsv and schemas/ would have it. Throws when they differ about which attributes exist. */
export function compatibilityPage() {
  const rows = readRows();
  requireSame(attributePaths(), rows);
  return [
    '# Compatibility\n',
    'Every attribute of the Compose Specification as gantry takes it. `*` is a name of yours, `[]` an item of a list.',
    'Attributes that begin with `x-` are kept and printed wherever they stand. All attributes load to the model of',
    'Docker Compose; the status says what commands do with it.\n',
    'What commands do and say is what those of Docker Compose 5.5 do, but for [a few things](#different-on-purpose).\n',
    'Generated from docs/attributes.tsv and docs/different.tsv by `npm run compatibility`.\n',
    '| status | meaning | attributes |',
    '|--|--|--|',
    ...Object.entries(statuses).map(([status, meaning]) => `| ${status} | ${meaning} | ${count(rows, status)} |`),
    ...Object.entries(sections).flatMap(([title, belongs]) =>
      section(
        title,
        rows.filter(({ path }) => belongs(path)),
      ),
    ),
    ...different(),
    '',
  ].join('\n');
}

/** What is different on purpose: rows of `{ name, what, peer, ours }`. */
export function readDifferent() {
  const [, ...lines] = readFileSync(join(docs, 'different.tsv'), 'utf8').trimEnd().split('\n');
  return lines.map(line => {
    const [name, what, peer, ours] = line.split('\t');
    if (!ours) throw new Error(`docs/different.tsv: ${name} lacks a column`);
    return { name, what, peer, ours };
  });
}

function different() {
  const lines = readDifferent().map(({ what, peer, ours }) => `| ${what} | ${peer} | ${ours} |`);
  return ['\n## Different on purpose\n', '| what | Docker Compose | gantry |', '|--|--|--|', ...lines];
}

function readRows() {
  const [, ...lines] = readFileSync(join(docs, 'attributes.tsv'), 'utf8').trimEnd().split('\n');
  return lines.map(line => {
    const [path, status, engine = ''] = line.split('\t');
    if (!(status in statuses)) throw new Error(`docs/attributes.tsv: ${path} has the unknown status "${status}"`);
    return { path, status, engine };
  });
}

function requireSame(paths, rows) {
  const known = rows.map(({ path }) => path);
  const missing = paths.filter(path => !known.includes(path));
  const gone = known.filter((path, index) => !paths.includes(path) || known.indexOf(path) !== index);
  if (missing.length > 0) throw new Error(`docs/attributes.tsv lacks ${missing.join(', ')}`);
  if (gone.length > 0) throw new Error(`docs/attributes.tsv has what schemas/ don't, or twice: ${gone.join(', ')}`);
}

function count(rows, status) {
  return rows.filter(row => row.status === status).length;
}

function section(title, rows) {
  const lines = rows.map(({ path, status, engine }) => `| \`${path}\` | ${status} | ${engine || '–'} |`);
  return [`\n## ${title}\n`, '| attribute | status | in the Engine API |', '|--|--|--|', ...lines];
}
