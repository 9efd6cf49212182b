import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { matchesPattern } from "../../../../local/events/rules/pattern.ts";

const event = {
  source: "wechat-fleet",
  "detail-type": "AccountStateChanged",
  region: "us-east-1",
  resources: ["arn:aws:x:1", "arn:aws:y:2"],
  detail: {
    appId: "wx_Alpha",
    state: "ERROR",
    attempts: 5,
    ratio: -0.5,
    empty: "",
    nothing: null,
    ok: true,
    ip: "10.0.3.7",
    ip6: "2001:db8::1",
    path: "/a/b*c/d.png",
    tags: ["red", "blue"],
    none: [],
    members: [
      { wxid: "a", role: "owner" },
      { wxid: "b", role: "guest" },
    ],
  },
};
const detail = (matchers: Record<string, unknown>) => matchesPattern({ detail: matchers }, event);

describe("a pattern is met by", () => {
  it.each<[string, Record<string, unknown>, boolean]>([
    ["the exact string", { state: ["ERROR"] }, true],
    ["one of several", { state: ["IDLE", "ERROR"] }, true],
    ["nothing else", { state: ["IDLE"] }, false],
    ["no string for a number", { attempts: ["5"] }, false],
    ["a number however written", { attempts: [5.0] }, true],
    ["a boolean", { ok: [true] }, true],
    ["null", { nothing: [null] }, true],
    ["null only where it stands", { missing: [null] }, false],
    ["the empty string", { empty: [""] }, true],
    ["a prefix", { appId: [{ prefix: "wx_" }] }, true],
    ["no other prefix", { appId: [{ prefix: "wx_a" }] }, false],
    ["a prefix in any case", { appId: [{ prefix: { "equals-ignore-case": "WX_a" } }] }, true],
    ["a suffix", { path: [{ suffix: ".png" }] }, true],
    ["a suffix in any case", { path: [{ suffix: { "equals-ignore-case": ".PNG" } }] }, true],
    ["any case", { state: [{ "equals-ignore-case": "error" }] }, true],
    ["one member of an array", { tags: ["blue"] }, true],
    ["a field that exists", { attempts: [{ exists: true }] }, true],
    ["a field that does not exist", { missing: [{ exists: false }] }, true],
    ["a field below one that does not exist", { missing: { below: [{ exists: false }] } }, true],
    ["no missing field", { missing: [{ exists: true }] }, false],
    ["no field that should not exist", { attempts: [{ exists: false }] }, false],
    ["an empty array as something that does not exist", { none: [{ exists: false }] }, true],
    ["a number in a range", { attempts: [{ numeric: [">", 0, "<=", 5] }] }, true],
    ["no number outside", { attempts: [{ numeric: ["<", 5] }] }, false],
    ["an equal number", { ratio: [{ numeric: ["=", -0.5] }] }, true],
    ["no string in a numeric range", { state: [{ numeric: [">", 0] }] }, false],
    ["an address in a network", { ip: [{ cidr: "10.0.0.0/16" }] }, true],
    ["no address outside", { ip: [{ cidr: "10.1.0.0/16" }] }, false],
    ["an IPv6 address", { ip6: [{ cidr: "2001:db8::/32" }] }, true],
    ["anything but a value", { state: [{ "anything-but": "IDLE" }] }, true],
    ["not the value itself", { state: [{ "anything-but": "ERROR" }] }, false],
    ["anything but a list", { state: [{ "anything-but": ["IDLE", "ONLINE"] }] }, true],
    ["anything but a number", { attempts: [{ "anything-but": [5, 6] }] }, false],
    ["no missing field for anything-but", { missing: [{ "anything-but": "x" }] }, false],
    ["anything but a prefix", { appId: [{ "anything-but": { prefix: "wx_" } }] }, false],
    ["anything but several suffixes", { path: [{ "anything-but": { suffix: [".jpg", ".gif"] } }] }, true],
    ["anything but any case", { state: [{ "anything-but": { "equals-ignore-case": ["error"] } }] }, false],
    ["anything but a wildcard", { path: [{ "anything-but": { wildcard: "/a/*" } }] }, false],
    ["a wildcard", { path: [{ wildcard: "/a/*.png" }] }, true],
    ["a wildcard with a plain star", { path: [{ wildcard: "/a/b\\*c/*" }] }, true],
    ["no overlapping wildcard", { state: [{ wildcard: "ERRO*RROR" }] }, false],
    ["any of two matchers", { state: [{ prefix: "ON" }, { suffix: "OR" }] }, true],
    ["one object of a list", { members: { wxid: ["b"], role: ["guest"] } }, true],
    ["no mixture of two objects", { members: { wxid: ["b"], role: ["owner"] } }, false],
    ["one of alternatives", { $or: [{ state: ["IDLE"] }, { attempts: [{ numeric: [">", 4] }] }] }, true],
    ["alternatives and what stands beside them", { state: ["IDLE"], $or: [{ ok: [true] }, { ok: [false] }] }, false],
    ["no inherited member", { toString: [{ exists: true }] }, false],
  ])("%s", (_what, matchers, expected) => {
    expect(detail(matchers)).toBe(expected);
  });

  it("fields of the envelope and of the detail together", () => {
    const pattern = { source: ["wechat-fleet"], resources: [{ prefix: "arn:aws:y" }], detail: { state: ["ERROR"] } };
    expect(matchesPattern(pattern, event)).toBe(true);
    expect(matchesPattern({ ...pattern, region: ["eu-west-1"] }, event)).toBe(false);
  });
});

it.each<[string, Record<string, unknown>]>([
  ["an empty pattern", {}],
  ["an empty array", { a: [] }],
  ["a bare value", { a: "x" }],
  ["an unknown operator", { a: [{ matches: "x" }] }],
  ["an inherited operator", { a: [{ constructor: "x" }] }],
  ["two operators at once", { a: [{ prefix: "x", suffix: "y" }] }],
  ["a prefix that is no string", { a: [{ prefix: 1 }] }],
  ["an odd numeric", { a: [{ numeric: [">"] }] }],
  ["a numeric with an unknown sign", { a: [{ numeric: ["!=", 1] }] }],
  ["a network without bits", { a: [{ cidr: "10.0.0.0" }] }],
  ["exists that is no boolean", { a: [{ exists: "yes" }] }],
  ["two stars in a row", { a: [{ wildcard: "a**b" }] }],
  ["$or with one alternative", { $or: [{ a: [1] }] }],
])("%s is refused", (_what, pattern) => {
  expect(() => matchesPattern(pattern, {})).toThrow();
});

it("a wildcard agrees with the regular expression that means the same", () => {
  const letters = fc.constantFrom("a", "b");
  fc.assert(
    fc.property(
      fc.array(fc.oneof(letters, fc.constant("*")), { maxLength: 8 }),
      fc.array(letters, { maxLength: 10 }),
      (tokens, value) => {
        const pattern = tokens.join("").replace(/\*+/g, "*");
        const expected = new RegExp(`^${pattern.replaceAll("*", ".*")}$`).test(value.join(""));
        expect(matchesPattern({ a: [{ wildcard: pattern }] }, { a: value.join("") })).toBe(expected);
      },
    ),
  );
});
