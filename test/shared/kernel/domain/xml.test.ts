import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { attributeOf, childOf, numberIn, parseXml, textOf } from "../../../../shared/kernel/domain/xml.ts";
import { cpuMsOf } from "../../../support/cpu-time.ts";

describe("parseXml", () => {
  it("reads elements, attributes, text and CDATA", () => {
    const root = parseXml('<?xml version="1.0"?>\n<msg a="1"><b>x<c d = "2"/><![CDATA[<y>]]></b><b>z</b></msg>\n');
    expect(root?.name).toBe("msg");
    expect(attributeOf(root, "a")).toBe("1");
    expect(attributeOf(root, "constructor")).toBe("");
    expect(textOf(root, "b")).toBe("x<y>");
    expect(attributeOf(childOf(root, "b", "c"), "d")).toBe("2");
    expect(childOf(root, "b", "nope", "c")).toBeUndefined();
    expect(textOf(root, "nope")).toBe("");
    expect(attributeOf(undefined, "a")).toBe("");
  });

  it("forgives whitespace and a byte order mark in front", () => {
    expect(parseXml('\ufeff \n<?xml version="1.0"?><msg/>')?.name).toBe("msg");
  });

  it("takes a lone ampersand for itself, and leaves CDATA and references as they are", () => {
    const root = parseXml(
      '<msg u="http://a/?x=1&y=2&amp;z=3"><t>a & b &lt; &#20320; &nbsp;</t><c><![CDATA[1&2&amp;]]></c></msg>',
    );
    expect(attributeOf(root, "u")).toBe("http://a/?x=1&y=2&z=3");
    expect(textOf(root, "t")).toBe("a & b < 你 &nbsp;");
    expect(textOf(root, "c")).toBe("1&2&amp;");
  });

  it("takes a bracket that opens no tag, and the end of a CDATA that is none, for themselves", () => {
    const root = parseXml('<msg n="a <3 b"><t>1 < 2 ]]> <</t><c><![CDATA[<x & ]]]]><![CDATA[>]]></c></msg>');
    expect(attributeOf(root, "n")).toBe("a <3 b");
    expect(textOf(root, "t")).toBe("1 < 2 ]]> <");
    expect(textOf(root, "c")).toBe("<x & ]]>");
  });

  it("reads past comments and declarations, wherever they stand", () => {
    const root = parseXml(
      '<!-- a & b --><?xml version="1.0" encoding="GBK"?>\r\n<msg><t>a<!-- -- <x> -->b<?y z?></t></msg>',
    );
    expect(textOf(root, "t")).toBe("ab");
  });

  it("drops the characters that XML forbids, raw or as references", () => {
    const root = parseXml("<msg><t>a\u0000b\u001fc\ud800d&#0;e&#x1F;f&#9999999;g&#x1f600;😀</t></msg>");
    expect(textOf(root, "t")).toBe("abcdefg😀😀");
  });

  it.each([
    ["", "nothing"],
    ["hello", "no element"],
    ["<a><b></a>", "crossed tags"],
    ["<a>", "an open tag"],
    ["<a/><b/>", "two roots"],
    ['<a b="1" b="2"/>', "an attribute twice"],
    ["<a><![CDATA[x</a>", "an open CDATA"],
    ['<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>', "an entity declaration"],
    ['<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>', "a DOCTYPE"],
  ])("takes %j for none: %s", (text) => {
    expect(parseXml(text)).toBeUndefined();
  });

  it("refuses deep nesting and long texts", () => {
    expect(parseXml("<a>".repeat(64) + "</a>".repeat(64))?.name).toBe("a");
    expect(parseXml("<a>".repeat(65) + "</a>".repeat(65))).toBeUndefined();
    expect(parseXml(`<a>${"x".repeat(1 << 20)}</a>`)).toBeUndefined();
  });

  it("answers quickly to a mebibyte of anything awkward", () => {
    for (const part of [
      "<a>",
      "<![CDATA[",
      "&",
      "&#",
      "<a b='",
      "<!--",
      "]]>",
      "<a b='1'>&<![CDATA[]]>",
      "<?x",
      "<!DOCTYPE ",
      " ",
      "\ufffd",
    ]) {
      const text = part.repeat(Math.floor((1 << 20) / part.length));
      const spent = cpuMsOf(() => {
        parseXml(text);
        parseXml(`<r>${text.slice(0, -20)}</r>`);
      });
      expect(spent, part).toBeLessThan(10_000);
    }
  });

  it("takes blanks from around the XML, and keeps those within", () => {
    expect(parseXml(" \n\ufffd<a> b\ufffd </a>\ufffd \n")).toMatchObject({ name: "a", text: " b\ufffd " });
    expect(parseXml(" \ufffd ")).toBeUndefined();
  });

  it("never throws", () => {
    const piece = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom("<a>", "</a>", "<", ">", "&", "<![CDATA[", "]]>", "&#", ";", '"', "<?xml", "<!--"),
    );
    fc.assert(
      fc.property(fc.array(piece), (pieces) => void parseXml(pieces.join(""))),
      { numRuns: 1000 },
    );
  });
});

describe("numberIn", () => {
  it("reads decimal numbers only", () => {
    expect(["12", "-1.5", "0"].map(numberIn)).toEqual([12, -1.5, 0]);
    expect(["", "x", "1e3", "0x1", "1 2", " 1"].map(numberIn)).toEqual(Array(6).fill(undefined));
  });
});
