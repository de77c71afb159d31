/** A field of a protobuf message: its number, and an integer, or the bytes of a text or of a message inside. */
export type ProtobufField = readonly [number: number, value: number | Buffer];

/** Reads the wire format of protobuf, as far as BuildKit uses it: varints and length-delimited fields. */
export function* protobufFields(message: Buffer): Generator<ProtobufField> {
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = message[at++];
      if (byte === undefined) throw new RangeError('a protobuf message is cut short');
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  };
  while (at < message.length) {
    const tag = varint();
    const number = Math.floor(tag / 8);
    if (tag % 8 === 0) {
      yield [number, varint()];
    } else if (tag % 8 === 2) {
      const end = varint() + at;
      yield [number, message.subarray(at, end)];
      at = end;
    } else {
      throw new RangeError(`a protobuf field has wire type ${tag % 8}, which BuildKit doesn't send`);
    }
  }
}

/** A length-delimited field. */
export function protobufText(number: number, text: string): Buffer {
  const bytes = Buffer.from(text);
  return Buffer.concat([Buffer.from([number * 8 + 2, ...varintOf(bytes.length)]), bytes]);
}

function varintOf(value: number): number[] {
  return value < 128 ? [value] : [(value % 128) + 128, ...varintOf(Math.floor(value / 128))];
}
