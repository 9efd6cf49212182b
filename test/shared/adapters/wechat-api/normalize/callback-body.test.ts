import { describe, expect, it } from "vitest";
import { parseCallbackBody } from "../../../../../shared/adapters/wechat-api/normalize/callback-body.ts";
import { AppError } from "../../../../../shared/kernel/domain/errors.ts";
import { aCallback, type CallbackBody, FRIEND, toJson } from "../../../../support/callbacks/a-callback.ts";
import { normalizeBody } from "../../../../support/callbacks/normalize-body.ts";

function messageOf(body: unknown) {
  const parsed = parseCallbackBody(toJson(body));
  if (parsed.type === "probe") throw new Error("expected a message");
  return parsed.callback;
}

function addMsgOf(body: unknown) {
  const callback = messageOf(body);
  if (callback.type !== "AddMsg") throw new Error(`expected an AddMsg, not ${callback.type}`);
  return callback.data;
}

/** A text's callback with some fields of `Data` replaced; `undefined` removes a field. */
function withData(changes: Record<string, unknown>): CallbackBody {
  const body = aCallback.text();
  return { ...body, Data: { ...body.Data, ...changes } };
}

function issuesOf(body: unknown): unknown {
  try {
    parseCallbackBody(typeof body === "string" ? body : toJson(body));
  } catch (error) {
    if (error instanceof AppError && error.code === "invalid-input") return error.details.issues;
    throw error;
  }
  throw new Error("expected the body to be refused");
}

describe("parseCallbackBody", () => {
  it("knows the vendor's probe and keeps nothing of it", () => {
    expect(parseCallbackBody('{"testMsg":"回调地址链接成功","token":"secret"}')).toEqual({ type: "probe" });
  });

  it("takes a callback with a TypeName for a message, whatever else it holds", () => {
    expect(messageOf({ ...aCallback.offline(), testMsg: "x" }).type).toBe("Offline");
  });

  it("keeps TypeName and Data as they came, and nothing else", () => {
    const callback = messageOf({ ...aCallback.text(), token: "secret" });
    expect(callback.raw).toMatchObject({
      TypeName: "AddMsg",
      Data: { NewMsgId: "4207115583920461873", MsgSeq: 640350001 },
    });
    expect(JSON.stringify(callback)).not.toContain("secret");
  });

  it("reads texts plain and wrapped", () => {
    const wrapped = addMsgOf(aCallback.text({ text: "hi" }));
    const plain = addMsgOf(withData({ FromUserName: FRIEND, ToUserName: "wxid_an0000000000001", Content: "hi" }));
    expect(plain).toEqual(wrapped);
  });

  it.each([
    ["absent", undefined],
    ["null", null],
    ["an empty object", {}],
    ["an empty wrapping", { string: "" }],
    ["a wrapped null", { string: null }],
  ])("takes a Content that is %s for an empty text", (_what, Content) => {
    expect(addMsgOf(withData({ Content })).Content).toBe("");
  });

  it.each([
    ["a number", 7_773_749_797_479_223_190n],
    ["digits", "7773749797479223190"],
    ["two unsigned halves", { high: 1_809_967_168, low: 4_085_485_462 }],
    ["two halves, the low one signed", { high: 1_809_967_168, low: -209_481_834 }],
    ["two halves in digits", { high: "1809967168", low: "-209481834" }],
  ])("reads a NewMsgId that is %s", (_what, NewMsgId) => {
    expect(addMsgOf(withData({ NewMsgId })).NewMsgId).toBe("7773749797479223190");
  });

  it("gives the same 64 bits the same digits, signed or not, in every shape", () => {
    const shapes = [
      18_446_744_073_709_551_611n,
      -5,
      "-5",
      "18446744073709551611",
      { high: -1, low: -5 },
      { high: 4294967295, low: 4294967291 },
    ];
    const ids = shapes.map((NewMsgId) => addMsgOf(withData({ NewMsgId })).NewMsgId);
    expect(new Set(ids)).toEqual(new Set(["18446744073709551611"]));
    expect(
      [42, "42", "0042", { low: 42 }, { high: 0, low: 42 }].map((id) => addMsgOf(withData({ NewMsgId: id })).NewMsgId),
    ).toEqual(Array(5).fill("42"));
    expect(addMsgOf(withData({ NewMsgId: { high: 1 } })).NewMsgId).toBe("4294967296");
  });

  it.each([[0], ["0"], [null], [undefined], [{ low: 0 }], [{ high: 0, low: 0 }]])(
    "takes a NewMsgId of %j for missing and does with MsgId",
    (NewMsgId) => {
      const data = addMsgOf(withData({ NewMsgId, MsgId: { low: 77 } }));
      expect([data.NewMsgId, data.MsgId]).toEqual([undefined, "77"]);
      expect(messageOf(withData({ NewMsgId, MsgId: 0 }))).toMatchObject({ type: "unreadable" });
    },
  );

  it.each([
    [true],
    [{}],
    [[]],
    ["abc"],
    [""],
    [1.5],
    ["1.5"],
    [1e20],
    ["18446744073709551616"],
    ["-9223372036854775809"],
    [{ low: 1.5 }],
    [{ low: "x" }],
    [{ low: "12345678901" }],
    [{ high: 2 ** 32, low: 1 }],
  ])("takes a NewMsgId of %j, which identifies nothing, for missing", (NewMsgId) => {
    expect(addMsgOf(withData({ NewMsgId }))).toMatchObject({ NewMsgId: undefined, MsgId: "1040350001" });
    expect(messageOf(withData({ NewMsgId, MsgId: undefined }))).toMatchObject({ type: "unreadable" });
  });

  it("reads an id with an exponent where it is exact, and not where a relay has rounded it to a double", () => {
    const written = (id: string) => {
      const { callback } = parseCallbackBody(toJson(aCallback.text()).replace("4207115583920461873", id)) as {
        callback: { data: { NewMsgId: unknown } };
      };
      return callback.data.NewMsgId;
    };
    expect(written("4.207115583920461873e18")).toBe("4207115583920461873");
    expect(written("4207115583920461873.0")).toBe("4207115583920461873");
    expect(written("42071155839204.61873E+5")).toBe("4207115583920461873");
    expect(written('"4.207115583920461873e18"')).toBe("4207115583920461873");
    expect(written("1e3")).toBe("1000");
    expect(written("4.20711558392046e18")).toBeUndefined();
  });

  it("reads MsgType and CreateTime in all shapes of a number", () => {
    for (const shape of [(n: number) => n, String, (low: number) => ({ low }), (low: number) => ({ high: 0, low })]) {
      const data = addMsgOf(withData({ MsgType: shape(10_002), CreateTime: shape(1_712_345_678) }));
      expect([data.MsgType, data.CreateTime]).toEqual([10_002, 1_712_345_678]);
    }
  });

  it.each([
    ["seconds", 1_712_345_678],
    ["milliseconds", 1_712_345_678_901],
    ["microseconds", 1_712_345_678_901_234],
    ["milliseconds in digits", "1712345678901"],
  ])("reads a CreateTime in %s", (_what, CreateTime) => {
    expect(addMsgOf(withData({ CreateTime })).CreateTime).toBe(1_712_345_678);
  });

  it.each([["yesterday"], [-1], [0], [true], [1e17], [{ high: 2 ** 31 - 1, low: 1 }]])(
    "takes a CreateTime of %j for missing",
    (CreateTime) => {
      expect(addMsgOf(withData({ CreateTime })).CreateTime).toBeUndefined();
    },
  );

  it.each(["MsgType", "FromUserName", "ToUserName"])("cannot read a message without %s", (field) => {
    for (const nothing of [undefined, null, field === "MsgType" ? [] : {}]) {
      expect(messageOf(withData({ [field]: nothing }))).toMatchObject({
        type: "unreadable",
        raw: { TypeName: "AddMsg" },
      });
    }
  });

  it.each([
    ["MsgType", "one"],
    ["MsgType", 1.5],
    ["MsgType", true],
    ["FromUserName", 5],
    ["FromUserName", { string: 5 }],
    ["FromUserName", { text: "x" }],
    ["FromUserName", ["x"]],
    ["ToUserName", "x".repeat(513)],
    ["Content", 123],
    ["Content", ["x"]],
  ])("cannot read %s of %j, and keeps the rest", (field, value) => {
    expect(messageOf(withData({ [field]: value }))).toMatchObject({
      type: "unreadable",
      data: { NewMsgId: "4207115583920461873" },
      raw: { Data: { [field]: value } },
    });
  });

  it("names the account where it cannot be read, and quotes no value", () => {
    const issues = issuesOf({ TypeName: "AddMsg", Appid: "has space secret", Wxid: 5, Data: { MsgType: "secret" } });
    expect(JSON.stringify(issues)).not.toContain("secret");
    expect(issues).toMatchObject([{ path: "Appid" }]);
  });

  it.each([
    ["null", "null", ""],
    ["an array", "[]", ""],
    ["a string", '"x"', ""],
    ["a number", "1", ""],
    ["no Appid", '{"TypeName":"Offline"}', "Appid"],
    ["an empty Appid", '{"TypeName":"Offline","Appid":""}', "Appid"],
    ["a long Appid", `{"TypeName":"Offline","Appid":"${"a".repeat(65)}"}`, "Appid"],
    ["an Appid with a line end", '{"TypeName":"Offline","Appid":"wx_a\\n"}', "Appid"],
  ])("refuses %s", (_what, text, path) => {
    expect(issuesOf(text)).toEqual([{ path, message: expect.any(String) }]);
  });

  it.each([
    ["an object without TypeName", '{"Appid":"wx_a"}'],
    ["an empty TypeName", '{"TypeName":"","Appid":"wx_a"}'],
    ["a TypeName that is no string", '{"TypeName":1,"Appid":"wx_a"}'],
    ["no Data", '{"TypeName":"AddMsg","Appid":"wx_a"}'],
    ["Data that is a string", '{"TypeName":"AddMsg","Appid":"wx_a","Data":"x"}'],
    ["Data that is an array", '{"TypeName":"ModContacts","Appid":"wx_a","Data":[]}'],
    ["DelContacts without Data", '{"TypeName":"DelContacts","Appid":"wx_a"}'],
  ])("cannot read %s, and keeps it", (_what, text) => {
    const parsed = parseCallbackBody(text);
    expect(parsed).toMatchObject({ type: "message", callback: { type: "unreadable", appId: "wx_a" } });
  });

  it("says in its message what is wrong", () => {
    expect(() => parseCallbackBody("[]")).toThrow("not a callback: the body must be an object");
    expect(() => parseCallbackBody('{"a":')).toThrow("not JSON: expected a value at position 5");
  });

  it("needs no Wxid, and takes a wrapped one", () => {
    const { Wxid: _, ...without } = aCallback.text();
    expect(messageOf(without).wxid).toBe("");
    expect(messageOf({ ...without, Wxid: { string: "wxid_x" } }).wxid).toBe("wxid_x");
  });

  it("takes a TypeName it does not know, with any Data or none", () => {
    for (const Data of [undefined, null, "x", [1], { a: 1 }]) {
      expect(messageOf({ TypeName: "SnsUpdate", Appid: "wx_a", Data })).toMatchObject({
        type: "other",
        raw: { TypeName: "SnsUpdate", Data },
      });
    }
  });

  it("minds no wrong type in fields that nothing hangs on", () => {
    expect(addMsgOf(withData({ MsgSource: 5, ImgBuf: "x", PushContent: [] }))).toMatchObject({ MsgSource: "" });
    expect(addMsgOf(withData({ ImgBuf: { iLen: 1, buffer: 5 } })).ImgBuf).toBeUndefined();
    const contact = aCallback["contact-changed"]();
    const changed = { ...contact, Data: { ...contact.Data, Sex: "male", NickName: 5, City: null } };
    expect(normalizeBody(changed)).toMatchObject({ kind: "contact-changed", sex: undefined, nickname: "", city: "" });
  });
});
