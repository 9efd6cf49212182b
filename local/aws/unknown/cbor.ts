const MAP = 0xa0;
const TEXT = 0x60;

/** A map of at most 23 texts of at most 65,535 bytes in CBOR. Source: RFC 8949, section 3. */
export function cborTextMap(entries: Readonly<Record<string, string>>): Buffer {
  const pairs = Object.entries(entries);
  return Buffer.concat([Buffer.from([MAP | pairs.length]), ...pairs.flat().map(text)]);
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  const { length } = bytes;
  const head =
    length < 24 ? [TEXT | length] : length < 256 ? [TEXT | 24, length] : [TEXT | 25, length >> 8, length & 255];
  return Buffer.concat([Buffer.from(head), bytes]);
}
