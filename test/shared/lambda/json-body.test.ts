import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { readJsonBody } from "../../../shared/lambda/json-body.ts";

const read = (body: string | undefined, limit = 100) =>
  readJsonBody({ ...(body === undefined ? {} : { body }), isBase64Encoded: false }, limit);

describe("reading a JSON body", () => {
  it("parses it", () => {
    expect(read('{"a":[1,"二"]}')).toEqual({ a: [1, "二"] });
  });

  it.each([undefined, "", " \n"])("asks for a document where there is none (%j)", (body) => {
    expect(() => read(body)).toThrow(
      expect.objectContaining({ code: "invalid-input", message: "the body is empty; a JSON document is expected" }),
    );
  });

  it("says where it is not JSON, and quotes nothing of it", () => {
    const refusedAs = (message: string) => expect.objectContaining({ code: "invalid-input", message });
    const at = "the body is not JSON: expected a property name in double quotes at position 1";
    expect(() => read("{a:1}")).toThrow(refusedAs(at));
    const secret = '{"appSecret":"recognizable",,}';
    const refused = (() => {
      try {
        return read(secret);
      } catch (error) {
        return error;
      }
    })();
    expect(String(refused)).not.toContain("recognizable");
    expect(Object(refused).cause).toBeUndefined();
  });

  it("says of what is nested too deep for the search that it is", () => {
    const deep = "[".repeat(200_000);
    expect(() => readJsonBody({ headers: {}, body: deep, isBase64Encoded: false }, 1_000_000)).toThrow("not JSON");
  });

  it("refuses what is too large before parsing it", () => {
    expect(() => read("{".repeat(101))).toThrow(expect.objectContaining({ code: "too-large" }));
  });

  const GZIP = { "content-type": "application/gzip" };
  const packed = (bytes: Buffer, limit = 100, headers: Record<string, string> = GZIP, isBase64Encoded = true) =>
    readJsonBody({ headers, body: bytes.toString(isBase64Encoded ? "base64" : "latin1"), isBase64Encoded }, limit);

  it.each([
    GZIP,
    { "content-type": "application/x-gzip" },
    { "content-type": "application/octet-stream", "content-encoding": "gzip" },
  ])("unpacks it where it is gzip: %j", (headers) => {
    expect(packed(gzipSync('{"a":"二"}'), 100, headers)).toEqual({ a: "二" });
  });

  it("unpacks no more than the limit, however well it is packed", () => {
    expect(packed(gzipSync(`"${"x".repeat(98)}"`))).toHaveLength(98);
    expect(() => packed(gzipSync(`"${"x".repeat(99)}"`))).toThrow(expect.objectContaining({ code: "too-large" }));
    expect(() => packed(gzipSync(Buffer.alloc(50_000_000)), 1_000_000)).toThrow(
      expect.objectContaining({ code: "too-large" }),
    );
  });

  it.each([
    ["is none", Buffer.from("{}"), /is not gzip/],
    ["was cut", gzipSync('{"a":[1,2,3,4,5,6,7,8,9]}').subarray(0, 20), /not all of it/],
    ["holds no UTF-8", gzipSync(Buffer.from([0xff, 0xfe])), /not valid UTF-8/],
    ["holds nothing", gzipSync(""), /is empty/],
  ])("refuses gzip that %s", (_what, bytes, message) => {
    expect(() => packed(bytes)).toThrow(
      expect.objectContaining({ code: "invalid-input", message: expect.stringMatching(message) }),
    );
  });

  it("says how to send gzip that came as text", () => {
    const headers = { "content-type": "application/json", "content-encoding": "gzip" };
    expect(() => packed(gzipSync("{}"), 100, headers, false)).toThrow(
      expect.objectContaining({ code: "invalid-input", message: expect.stringContaining("application/gzip") }),
    );
  });

  it("survives deep nesting", () => {
    expect(() => read(`${"[".repeat(200_000)}${"]".repeat(200_000)}`, 1_000_000)).not.toThrow();
  });
});
