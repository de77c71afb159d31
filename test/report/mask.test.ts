import { describe, expect, test } from 'vitest';
import { withoutSecrets, withoutValues } from '../../src/report/mask.ts';

describe('a probe', () => {
  test('as its author wrote it', () => {
    const environment = { PORT: '8080', USER_NAME: 'me$&', EMPTY: '' };
    const options = { variables: ['PORT', 'USER_NAME', 'EMPTY'], environment, secrets: [] };
    expect(withoutSecrets('curl me$&@localhost:8080', options)).toBe('curl ${USER_NAME}@localhost:${PORT}');
  });

  test('a secret that it has in its words is not shown', () => {
    const options = { variables: [], environment: {}, secrets: ['canary'] };
    expect(withoutSecrets('ping -pcanary', options)).toBe('ping -p***');
  });

  test('what has the form of a secret is not shown, and a variable is', () => {
    const options = { variables: ['PW'], environment: { PW: 'from-file' }, secrets: [] };
    expect(withoutSecrets('ping --password hunter2 --token=from-file', options)).toBe(
      'ping --password *** --token=${PW}',
    );
    expect(withoutSecrets('curl -u x http://me:hunter2@db/x', options)).toBe('curl -u x http://me:***@db/x');
  });
});

describe('the line of the file', () => {
  const lineText = 'db: {environment: {A: value1, P: canary}, healthcheck: {test: x -pcanary value1}}';
  const location = (marked: string) => {
    const column = lineText.indexOf(marked) + 1;
    return {
      file: '/p/compose.yaml',
      lineText,
      range: { start: { line: 1, column }, end: { line: 1, column: column + marked.length } },
    };
  };
  const hidden = { secrets: ['canary'], values: ['value1', 'canary'] };

  test('values around the place are starred, in their width', () => {
    expect(withoutValues(location('x -pcanary value1'), { ...hidden, within: true }).lineText).toBe(
      'db: {environment: {A: ******, P: ******}, healthcheck: {test: x -p****** value1}}',
    );
  });

  test('the place itself is left, where it is no probe', () => {
    expect(withoutValues(location('x -pcanary value1'), { ...hidden, within: false }).lineText).toContain(
      'test: x -pcanary value1',
    );
  });
});
