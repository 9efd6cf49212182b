import { describe, expect, it } from "vitest";
import { md5OfAttributes, md5OfText } from "../../../../local/sqs/messages/checksums.ts";

describe("checksums", () => {
  it("hashes bodies as UTF-8", () => {
    expect(md5OfText("你好")).toBe("7eca689f0d3389d9dea66ae112e5cfd7");
  });

  it("hashes message attributes to what AWS answers", () => {
    const timestamp = { DataType: "Number", StringValue: "1493147359900" };
    expect(md5OfAttributes({ timestamp })).toBe("235c5c510d26fb653d073faed50ae77c");
    expect(md5OfAttributes({ timestamp: { ...timestamp, StringValue: "1493147359901" } })).toBe(
      "994258b45346a2cc3f9cbb611aa7af30",
    );
  });

  it("does not depend on the order of the attributes", () => {
    const a = { DataType: "String", StringValue: "1" };
    const b = { DataType: "Binary", BinaryValue: "AAE=" };
    expect(md5OfAttributes({ a, b })).toBe(md5OfAttributes({ b, a }));
  });

  it("gives nothing for no attributes", () => {
    expect(md5OfAttributes({})).toBeUndefined();
  });
});
