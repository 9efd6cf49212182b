import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { officialXml, type WireFields } from "../../../../../local/sim/weixin/wire.ts";
import { fieldsIn, fieldsOf, listIn, textIn } from "../../../../../shared/adapters/weixin/callback/fields.ts";

describe("the fields of a body", () => {
  it("are the same from XML and from JSON", () => {
    const expected = {
      MsgId: "23456789012345678",
      Content: "<你好> & ]]> 再见",
      Empty: "",
      List: [{ TemplateId: "a" }, { TemplateId: "b" }],
      ScanCodeInfo: { ScanResult: "1" },
    };
    const xml = `<?xml version="1.0"?>
      <xml><MsgId>23456789012345678</MsgId><Content><![CDATA[<你好> & ]]]]><![CDATA[> 再见]]></Content><Empty/>
      <List><TemplateId><![CDATA[a]]></TemplateId></List><List><TemplateId>b</TemplateId></List>
      <ScanCodeInfo><ScanResult>1</ScanResult></ScanCodeInfo></xml>`;
    const json =
      '{"MsgId":23456789012345678,"Content":"<你好> & ]]> 再见","Empty":null,"List":[{"TemplateId":"a"},{"TemplateId":"b"}],"ScanCodeInfo":{"ScanResult":1}}';
    expect(fieldsOf(xml)).toEqual(expected);
    expect(fieldsOf(json)).toEqual(expected);
  });

  it("come back from the XML that WeChat writes of them", () => {
    const name = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,9}$/);
    const text = fc.string({ unit: "grapheme" }).filter((one) => !/[\p{Cc}\ufffe\uffff]/u.test(one));
    fc.assert(
      fc.property(fc.dictionary(name, text, { minKeys: 1, noNullPrototype: true }), (fields) => {
        expect(fieldsOf(officialXml(fields as WireFields))).toEqual(fields);
      }),
    );
  });

  it.each([
    ["nothing", ""],
    ["words", "hello"],
    ["an empty root", "<xml></xml>"],
    ["another root", "<html><a/></html>"],
    ["XML that breaks off", "<xml><a>1"],
    ["a DOCTYPE", '<!DOCTYPE xml [<!ENTITY x "y">]><xml><a>&x;</a></xml>'],
    ["an external entity", '<!DOCTYPE xml [<!ENTITY x SYSTEM "file:///etc/passwd">]><xml><a>&x;</a></xml>'],
    ["JSON that breaks off", '{"a":'],
    ["deep nesting", `${'{"a":'.repeat(100)}1${"}".repeat(100)}`],
    ["elements without end", `<xml>${"<a>".repeat(100)}${"</a>".repeat(100)}</xml>`],
  ])("are none in %s", (_what, body) => {
    expect(() => fieldsOf(body)).toThrow(expect.objectContaining({ code: "invalid-input" }));
  });

  it("are asked for by name and form, and never found on a prototype", () => {
    const fields = fieldsOf('{"a":" x ","b":{"c":"1"},"d":[{"e":"2"},"3"],"f":true}');
    expect([textIn(fields, "a"), textIn(fields, "f"), textIn(fields, "b"), textIn(fields, "toString")]).toEqual([
      "x",
      "true",
      "",
      "",
    ]);
    expect([fieldsIn(fields, "b"), fieldsIn(fields, "d"), fieldsIn(fields, "constructor")]).toEqual([
      { c: "1" },
      undefined,
      undefined,
    ]);
    expect([listIn(fields, "b"), listIn(fields, "d"), listIn(fields, "a"), listIn(undefined, "a")]).toEqual([
      [{ c: "1" }],
      [{ e: "2" }],
      [],
      [],
    ]);
  });
});
