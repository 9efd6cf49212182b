import { describe, expect, it } from "vitest";
import { withBase64, withBytes } from "../../../../shared/platform/aws/binary.ts";

const BYTES = Uint8Array.of(0, 159, 255);
const ITEM = {
  pk: { S: 'a "B":"b" c' },
  one: { B: BYTES },
  several: { BS: [BYTES, Uint8Array.of(1)] },
  within: { M: { list: { L: [{ B: BYTES }, { N: "1" }] } } },
  B: { S: "an attribute of that name" },
};

describe("binary attributes", () => {
  it.each([
    ["without spaces", undefined],
    ["with spaces, as moto writes it", " "],
  ])("come back from JSON %s as they were sent", (_, space) => {
    const sent = JSON.stringify({ Item: withBase64(ITEM) }, undefined, space);
    const { Item } = Object(withBytes(JSON.parse(sent), sent));
    expect(Item.one.B).toBeInstanceOf(Uint8Array);
    expect(plain(Item)).toEqual(plain(ITEM));
  });

  it("leave an answer without them as it is", () => {
    const answer = { Item: { pk: { S: '"B":"b"' } } };
    expect(withBytes(answer, JSON.stringify(answer))).toBe(answer);
  });
});

/** Buffers are arrays of bytes too. */
function plain(item: unknown): unknown {
  return JSON.parse(
    JSON.stringify(item, (_name, value) => (value?.type === "Buffer" ? value.data : value)),
    (_, value) =>
      value && typeof value === "object" && "0" in value && !Array.isArray(value) ? Object.values(value) : value,
  );
}
