/**
 * Where gantry does otherwise on purpose, with the names of docs/different.tsv, which says why: `allow` makes of what was
 * recorded, and of ours, what is to be equal; `command` narrows it to the lines that it matches.
 */
export const onPurpose = [
  {
    name: 'rows-once',
    allow: (recorded, ours) => [
      { ...recorded, err: withoutRepeated(recorded.err, /^ (Network|Volume) \S+ Creat(ing|ed) $/) },
      ours,
    ],
  },
  {
    name: 'own-labels',
    allow: (recorded, ours) => [recorded, { ...ours, out: ours.out.map(line => line.replace(ownLabels, '')) }],
  },
  {
    name: 'own-version',
    command: /compose version/,
    allow: (recorded, ours) => [
      recorded,
      {
        ...ours,
        out: ours.out.flatMap(line => (line.startsWith('gantry ') ? [] : line.replace(/,"gantry":"[^"]*"/, ''))),
      },
    ],
  },
  {
    name: 'returns',
    allow: (recorded, ours) => [recorded.exitCode === -9 && ours.exitCode !== -9 ? ours : recorded, ours],
  },
];

const ownLabels = /,"?dev\.gantry\.[\w-]+"?[=:]("[^"]*"|[^,"]*)/g;

function withoutRepeated(lines, pattern) {
  return lines.filter((line, index) => !pattern.test(line) || lines.indexOf(line) === index);
}
