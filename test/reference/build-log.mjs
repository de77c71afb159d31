/**
 * Lines of a build's log as both programs have them, without those of the way in which each hands its files over, how
 * long they took, and whether the cache had them. What isn't of the log stays as it is.
 */
export function withoutWay(lines) {
  if (!lines.some(line => logLine.test(line))) return lines;
  const names = new Map();
  const kept = lines.flatMap(line => {
    const [, mark = '', number, text] = /^( +⦿ )?#(\d+) (.*)$/.exec(line) ?? [];
    if (number === undefined) return /^( +⦿ )?$/.test(line) ? [] : classic(line);
    if (!names.has(number)) names.set(number, text);
    return isOwn(names.get(number)) ? [] : [mark + essence(text)];
  });
  return [...new Set(kept.filter(isStep)), ...kept.filter(line => !isStep(line))].sort();
}

/** A line of BuildKit or of the classic builder. */
export const logLine =
  /^(( +⦿ )?#\d+ .*|Step \d+\/\d+ : .*| ---> .*|Successfully (built|tagged) .*|Sending build context .*)$/;

/** Steps that only one of the two has. */
function isOwn(name) {
  return /^(\[(\S+ )?internal\] load (local bake definitions|build definition from .*|\.dockerignore|build context|remote build context|metadata for .*)|(\[\S+\] )?(resolving provenance for metadata file|copy \/context \/)|\[(\S+ )?\d+\/\d+\] FROM .*)$/.test(
    name,
  );
}

function essence(text) {
  return `# ${text
    .replace(/^(CACHED|DONE <s>)$/, '<end>')
    .replace(/^(exporting layers) <s> (done)$/, '$1 $2')
    .replace(/^(naming to \S+?):latest (done)$/, '$1 $2')
    .replace(/^\[stage-\d+ /, '[')
    .replace(/^\d+\.\d+ /, '<s> ')}`;
}

/** What may be there once or twice, as images share what is cached. */
function isStep(line) {
  return /^( +⦿ )?# /.test(line);
}

/** The classic builder counts the labels that each sets. */
function classic(line) {
  if (/^ ---> |^Step \d+\/\d+ : LABEL com\.docker\.compose\.|^Sending build context /.test(line)) return [];
  return [line.replace(/^Step \d+\/\d+ : /, 'Step <n> : ').replace(/^(Successfully built) .*/, '$1 <id>')];
}
