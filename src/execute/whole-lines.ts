/** Longest line that is waited for; what is longer comes as several. */
const longestLine = 8 * 1024 * 1024;

const lineFeed = 10;
const lineBreak = Buffer.from('\n');

/** Makes whole lines of a stream that is cut anywhere. Bytes are left as they are, and copied only where they must be. */
export interface WholeLines {
  /** The lines that are whole by now, each with its line break. */
  push(data: Buffer): Buffer | undefined;
  /** What had no line break, with one. */
  end(): Buffer | undefined;
}

export function wholeLines(): WholeLines {
  let pending: Buffer[] = [];
  let length = 0;

  const hold = (data: Buffer) => {
    pending.push(data);
    length += data.length;
    if (pending.length > 1024) pending = [Buffer.concat(pending)];
  };
  const takeWith = (data: Buffer): Buffer => {
    const all = pending.length === 0 ? data : Buffer.concat([...pending, data]);
    pending = [];
    length = 0;
    return all;
  };
  return {
    push(data) {
      const end = data.lastIndexOf(lineFeed) + 1;
      const whole = end === 0 ? undefined : takeWith(data.subarray(0, end));
      if (end < data.length) hold(data.subarray(end));
      return length < longestLine ? whole : takeWith(lineBreak);
    },
    end: () => (length === 0 ? undefined : takeWith(lineBreak)),
  };
}
