/**
 * Whether a text is an IPv4 (4) or IPv6 (6) address, or none (0). As isIP of Node's net module, which takes longer to
 * load than a Compose file.
 */
export function ipVersion(text: string): 0 | 4 | 6 {
  if (ipv4.test(text)) return 4;
  return isIPv6(text) ? 6 : 0;
}

const byte = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';
const ipv4 = new RegExp(`^(?:${byte}\\.){3}${byte}$`);
const zone = /%[0-9a-zA-Z\-.:]+$/;

function isIPv6(text: string): boolean {
  const [head, tail, ...more] = text.replace(zone, '').split('::');
  const [left, right] = [wordsIn(head!, tail === undefined), wordsIn(tail ?? '', true)];
  if (left === undefined || right === undefined || more.length > 0) return false;
  return tail === undefined ? left === 8 : left + right < 8;
}

/** How many 16 bit words stand between the colons; undefined when something else does. The end may be an IPv4 address. */
function wordsIn(part: string, isEnd: boolean): number | undefined {
  if (part === '') return 0;
  const groups = part.split(':');
  const endsInIPv4 = isEnd && ipv4.test(groups.at(-1)!);
  const words = endsInIPv4 ? groups.slice(0, -1) : groups;
  return words.every(word => /^[0-9a-fA-F]{1,4}$/.test(word)) ? words.length + (endsInIPv4 ? 2 : 0) : undefined;
}
