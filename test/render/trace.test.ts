import { expect, test } from 'vitest';
import type { SourceLocation } from '../../src/diagnostics/diagnostic.ts';
import type { Trace } from '../../src/model/trace.ts';
import { renderTrace, renderTraceJson } from '../../src/render/trace.ts';

function at(file: string, [line, column]: [number, number], lineText: string): SourceLocation {
  return { file, lineText, range: { start: { line, column }, end: { line, column: lineText.length + 1 } } };
}

const trace: Trace = {
  target: 'services.web.image',
  type: 'attribute',
  value: 'nginx:2',
  steps: [
    { type: 'extends', effect: 'overridden', location: at('/p/lib/base.yaml', [3, 12], '    image: base') },
    {
      type: 'file',
      effect: 'sets',
      location: at('/p/compose.yaml', [5, 12], '    image: nginx:${TAG:-1}'),
      variables: [
        {
          name: 'TAG',
          value: '2',
          steps: [
            { type: 'env-file', effect: 'overridden', location: at('/p/.env', [1, 1], 'TAG=1') },
            { type: 'environment', effect: 'sets', source: 'the environment' },
          ],
        },
      ],
    },
  ],
  uses: [],
};

test('people read who set it, and what that overrode', () => {
  expect(renderTrace(trace, { cwd: '/p' })).toBe(
    [
      'services.web.image = nginx:2',
      '  set by      compose.yaml:5:12              image: nginx:${TAG:-1}',
      '    TAG = 2',
      '      set by      the environment',
      '      overrides   .env:1:1                       TAG=1',
      '  overrides   lib/base.yaml:3:12 (extended)  image: base',
      '',
    ].join('\n'),
  );
});

test('uses of a variable, and a value that is not there', () => {
  const use = { expression: '${TAG}', location: at('/p/compose.yaml', [5, 18], '    image: nginx:${TAG}') };
  expect(renderTrace({ target: 'TAG', type: 'variable', steps: [], uses: [use] }, { cwd: '/p' })).toBe(
    'TAG is not set\n  used by     compose.yaml:5:18  ${TAG}\n',
  );
});

test('programs read places as fields, in the order of application', () => {
  expect(JSON.parse(renderTraceJson(trace))).toEqual({
    target: 'services.web.image',
    type: 'attribute',
    value: 'nginx:2',
    steps: [
      { type: 'extends', effect: 'overridden', file: '/p/lib/base.yaml', line: 3, column: 12, text: 'image: base' },
      {
        type: 'file',
        effect: 'sets',
        file: '/p/compose.yaml',
        line: 5,
        column: 12,
        text: 'image: nginx:${TAG:-1}',
        variables: [
          {
            name: 'TAG',
            value: '2',
            steps: [
              { type: 'env-file', effect: 'overridden', file: '/p/.env', line: 1, column: 1, text: 'TAG=1' },
              { type: 'environment', effect: 'sets', source: 'the environment' },
            ],
          },
        ],
      },
    ],
    uses: [],
  });
});
