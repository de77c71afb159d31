import { describe, expect, test } from 'vitest';
import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import { renderDiagnostic } from '../../src/render/diagnostic.ts';

const plain = { color: false, cwd: '/shop' };

describe('an error', () => {
  test('with its line and a hint', () => {
    expect(renderDiagnostic(unknownKey('    imag: nginx', [7, 5, 9]), plain)).toBe(
      [
        'services.web has an unknown key',
        ' --> compose.yaml:7:5 [unknown-key]',
        '  |',
        '7 |     imag: nginx',
        '  |     ^^^^',
        'hint: did you mean "image"?',
        '',
      ].join('\n'),
    );
  });

  test('without a place or a hint', () => {
    expect(renderDiagnostic({ severity: 'error', code: 'empty-file', message: 'empty compose file' }, plain)).toBe(
      'empty compose file\n',
    );
  });

  test('leaves room for long line numbers', () => {
    const lines = renderDiagnostic(unknownKey('imag: x', [120, 1, 5]), plain).split('\n');
    expect(lines.slice(1, 5)).toEqual([
      '   --> compose.yaml:120:1 [unknown-key]',
      '    |',
      '120 | imag: x',
      '    | ^^^^',
    ]);
  });

  test('in colour only when asked', () => {
    const colored = renderDiagnostic(unknownKey('imag: x', [1, 1, 5]), { ...plain, color: true });
    expect(colored.split('\n')[0]).toBe('\x1b[1;31mservices.web has an unknown key\x1b[0m');
    expect(colored.replace(/\x1b\[[\d;]*m/g, '')).toBe(renderDiagnostic(unknownKey('imag: x', [1, 1, 5]), plain));
  });
});

test('a warning says that it is one', () => {
  const warning: Diagnostic = { ...unknownKey('version: "3"', [1, 1, 8]), severity: 'warning' };
  expect(renderDiagnostic(warning, plain)).toMatch(/^warning: services\.web has an unknown key\n --> /);
});

test('in a log, a warning is the line that tools look for', () => {
  const warning: Diagnostic = { severity: 'warning', code: 'unset-variable', message: 'The "A" variable is not set.' };
  expect(renderDiagnostic(warning, { ...plain, loggedAt: new Date('2026-01-02T03:04:05.678Z') })).toBe(
    'time="2026-01-02T03:04:05Z" level=warning msg="The \\"A\\" variable is not set."\n',
  );
});

describe('the file', () => {
  test.each([
    ['below the current folder', '/shop/sub/a.yaml', 'sub/a.yaml'],
    ['elsewhere', '/other/a.yaml', '/other/a.yaml'],
    ['standard input', '-', 'standard input'],
  ])('%s', (_, file, shown) => {
    const { location, ...rest } = unknownKey('imag: x', [1, 1, 5]);
    expect(renderDiagnostic({ ...rest, location: { ...location!, file } }, plain)).toContain(` --> ${shown}:1:1 [`);
  });
});

describe('the line', () => {
  test('shows what is invisible', () => {
    const [source, carets] = frameOf('\ta\u0000\u001b[31m\u202ekey: x', [1, 10, 13]);
    expect(source).toBe('→a␀␛[31m�key: x');
    expect(carets).toBe('         ^^^');
  });

  test('is cut around the carets', () => {
    const text = `a: ${'x'.repeat(200)}WRONG${'y'.repeat(200)}`;
    const [source, carets] = frameOf(text, [1, 204, 209]);
    expect(source).toHaveLength(100);
    expect(source).toMatch(/^…x+WRONGy+…$/);
    expect(source!.slice(carets!.indexOf('^'), carets!.length)).toBe('WRONG');
  });

  test('has carets to its end when the range goes on below', () => {
    const diagnostic = unknownKey('  - a: b', [3, 5, 9]);
    const range = { start: { line: 3, column: 5 }, end: { line: 5, column: 2 } };
    const lines = renderDiagnostic({ ...diagnostic, location: { ...diagnostic.location!, range } }, plain).split('\n');
    expect(lines[4]).toBe('  |     ^^^^');
  });

  test('has one caret where nothing stands', () => {
    expect(frameOf('web:', [2, 5, 5])[1]).toBe('    ^');
  });
});

function unknownKey(lineText: string, [line, from, to]: [number, number, number]): Diagnostic {
  return {
    severity: 'error',
    code: 'unknown-key',
    message: 'services.web has an unknown key',
    hint: 'did you mean "image"?',
    location: {
      file: '/shop/compose.yaml',
      range: { start: { line, column: from }, end: { line, column: to } },
      lineText,
    },
  };
}

function frameOf(lineText: string, place: [number, number, number]): string[] {
  const lines = renderDiagnostic(unknownKey(lineText, place), plain).split('\n');
  return [lines[3]!.slice(4), lines[4]!.slice(4)];
}
