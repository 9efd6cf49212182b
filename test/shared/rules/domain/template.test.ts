import { describe, expect, it } from "vitest";
import {
  renderTemplate,
  type TemplateValues,
  variableFault,
  variablesIn,
} from "../../../../shared/rules/domain/template.ts";
import { NOON } from "../../../support/builders.ts";

const values: TemplateValues = {
  raw: "@小助手\u2005你好",
  event: { name: "card_pass_check", key: "card-1", person: "o-1", field: (path) => `<${path}>` },
  sender: { name: "小明", wxid: "wxid_friend" },
  account: { name: "客服", wxid: "wxid_me" },
  members: "",
  inviter: "",
  text: "查 {{date}}",
  captures: { no: "42" },
  session: {},
  sentAt: NOON,
  timeZone: "Asia/Shanghai",
};

describe("a text with variables", () => {
  it.each([
    ["{{sender.name}}您好", "小明您好"],
    ["{{ sender.wxid }}/{{account.wxid}}", "wxid_friend/wxid_me"],
    ["{{account.name}} {{date}} {{time}} {{weekday}}", "客服 2026-03-10 12:00 星期二"],
    ["订单{{capture.no}}", "订单42"],
    ["没有{{capture.other}}", "没有"],
    ["{@wxid_a} {x} {{}", "{@wxid_a} {x} {{}"],
  ])("%s is %s", (template, text) => {
    expect(renderTemplate(template, values)).toBe(text);
  });

  it("has what the session holds, and nothing for what it does not hold or nobody knows", () => {
    const asked = { ...values, session: { name: "王芳" } };
    expect(renderTemplate("{{session.name}}|{{session.phone}}|{{nobody}}", asked)).toBe("王芳||");
  });

  it("never takes what a person wrote for a variable", () => {
    expect(renderTemplate("您说：{{message.text}}", values)).toBe("您说：查 {{date}}");
  });

  it("names who is new in a group, and who brought them", () => {
    const joined = { ...values, members: "张三、李四", inviter: "王五" };
    expect(renderTemplate("{{member.name}}（{{inviter.name}}）", joined)).toBe("张三、李四（王五）");
    expect(renderTemplate("{{member.name}}（{{inviter.name}}）", values)).toBe("朋友（）");
  });

  it("calls a sender whose name nobody knows a friend", () => {
    expect(renderTemplate("{{sender.name}}", { ...values, sender: { name: "", wxid: "" } })).toBe("朋友");
  });

  it("tells its variables, and which of them nobody knows", () => {
    expect(variablesIn("{{date}} {{ capture.no }} {{价格}}")).toEqual(["date", "capture.no", "价格"]);
    expect(variableFault("date", new Set())).toBeUndefined();
    expect(variableFault("capture.no", new Set(["no"]))).toBeUndefined();
    expect(variableFault("capture.no", new Set())).toContain("(?P<no>…)");
    expect(variableFault("session.name", new Set())).toBeUndefined();
    expect(variableFault("session.", new Set())).toContain("nobody knows the variable {{session.}}");
    expect(variableFault("constructor", new Set())).toContain("nobody knows the variable {{constructor}}");
  });
});
