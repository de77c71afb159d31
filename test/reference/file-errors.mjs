/**
 * Errors about files as gantry words them: each in one line, without Go's types and functions, and without places, as
 * gantry shows these below. What is no such error stays as it is.
 */
export function essenceOf(lines) {
  const error = lines
    .filter(Boolean)
    .map(line => line.trim())
    .join(' ');
  const known = rewritten.find(([pattern]) => pattern.test(error));
  return known
    ? [error.replace(...known)]
    : lines.map(line => line.replace(...(rewritten.find(([pattern]) => pattern.test(line)) ?? ['', ''])));
}

const rewritten = [
  [/^(failed to parse \S+: yaml: construct errors:) line 1: (?:yaml: )?(.*)$/, '$1 $2'],
  [/^yaml: construct errors: line 1: cannot construct .* into cli\.named$/, 'top-level object must be a mapping'],
  [/^yaml: (?:while [^:]*: )?line \d+(?:, column \d+)?: /, 'yaml: '],
  [/^decoding failed due to the following error\(s\): '(\w+)\[(\w+)\]\.(\S+)' (.*)$/, '$1.$2.$3: $4'],
  [/^(invalid interpolation format for \S+) You may need .*$/, '$1'],
  [/^(Circular reference:|include cycle detected:) .*$/, '$&'],
  [/^(validating \S+:) {2}(.*)$/, '$1 $2'],
  [/^services\.\w+: (container name .* is already in use by service) .*$/, '$1'],
];
