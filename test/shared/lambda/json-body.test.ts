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

  it("says why it is not JSON", () => {
    expect(() => read("{a:1}")).toThrow(
      expect.objectContaining({ code: "invalid-input", message: expect.stringMatching(/^the body is not JSON: .+/) }),
    );
  });

  it("refuses what is too large before parsing it", () => {
    expect(() => read("{".repeat(101))).toThrow(expect.objectContaining({ code: "too-large" }));
  });

  it("survives deep nesting", () => {
    expect(() => read(`${"[".repeat(200_000)}${"]".repeat(200_000)}`, 1_000_000)).not.toThrow();
  });
});
