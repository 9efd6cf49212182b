import { describe, expect, it } from "vitest";
import { contentFaultsOn } from "../../../../../shared/accounts/domain/contents.ts";
import { broadcastFaults } from "../../../../../shared/broadcasts/domain/faults.ts";
import { namesRecipient, renderBroadcast } from "../../../../../shared/broadcasts/domain/text.ts";
import { type MessageContent, messageContentSchema } from "../../../../../shared/messages/domain/content.ts";
import { contentFaults } from "../../../../../shared/messages/domain/content-faults.ts";
import { officialContents } from "../../../../../shared/messages/domain/official-content.ts";
import { VALUE_ROOM } from "../../../../../shared/messages/domain/templates/contents.ts";
import { FREE_MOST } from "../../../../../shared/messages/domain/templates/field-types.ts";
import { textsIn, withTexts } from "../../../../../shared/messages/domain/templates/texts.ts";
import { reply } from "../../../../../shared/rules/domain/actions/reply.ts";

const data = { thing1: { value: "春季新品" }, number2: { value: "12", color: "#173177" } };
const TEMPLATE = { type: "template", templateId: "tpl-1", data } as const;
const SUBSCRIPTION = { type: "subscription", templateId: "tpl_2", data } as const;
const miniProgram = { miniAppId: "wx1", pagePath: "pages/order?id=1" };

const refusals = (content: object) => {
  const read = messageContentSchema.safeParse(content);
  return read.success ? [] : read.error.issues.map(({ path }) => path.join("."));
};

describe("the form of a content by a template", () => {
  it("has a link, a mini program and colours", () => {
    expect(refusals({ ...TEMPLATE, url: "https://example.com/o/1", miniProgram })).toEqual([]);
    expect(refusals({ ...SUBSCRIPTION, page: "pages/index", lang: "zh_CN", miniProgramState: "trial" })).toEqual([]);
  });

  it.each([
    [{ ...TEMPLATE, templateId: "" }, "templateId"],
    [{ ...TEMPLATE, data: {} }, "data"],
    [{ ...TEMPLATE, data: { "a.b": { value: "1" } } }, "data.a.b"],
    [{ ...TEMPLATE, data: { thing1: { value: 1 } } }, "data.thing1.value"],
    [{ ...TEMPLATE, data: { thing1: { value: "1", color: "red" } } }, "data.thing1.color"],
    [{ ...TEMPLATE, data: { thing1: { value: "x".repeat(VALUE_ROOM + 1) } } }, "data.thing1.value"],
    [{ ...TEMPLATE, url: "javascript:alert(1)" }, "url"],
    [{ ...TEMPLATE, miniProgram: { miniAppId: "gh_1" } }, "miniProgram.miniAppId"],
    [{ ...TEMPLATE, page: "pages/index" }, ""],
    [{ ...SUBSCRIPTION, lang: "de_DE" }, "lang"],
  ])("is refused in %j at %s", (content, path) => {
    expect(refusals(content)).toEqual([path]);
  });

  it("names the field and what is wrong with its value", () => {
    const content = { ...TEMPLATE, data: { thing1: { value: "长".repeat(21) }, number2: { value: "二" } } };
    expect(contentFaults(content)).toEqual([
      { path: "data.thing1.value", message: "'thing1' takes at most 20 characters; this one has 21 characters" },
      { path: "data.number2.value", message: "'number2' takes a number of at most 32 digits; this is '二'" },
    ]);
    expect(contentFaults({ ...SUBSCRIPTION, data: content.data })).toHaveLength(2);
  });
});

describe("which accounts send it", () => {
  it("is an Official Account for both, a mini program for subscriptions, and no personal account", () => {
    expect(contentFaultsOn("official", TEMPLATE)).toEqual([]);
    expect(contentFaultsOn("official", { ...SUBSCRIPTION, miniProgram })).toEqual([]);
    expect(contentFaultsOn("mini-program", { ...SUBSCRIPTION, lang: "zh_CN" })).toEqual([]);
    expect(contentFaultsOn("mini-program", TEMPLATE)).toEqual([
      { path: "type", message: expect.stringContaining("a mini program cannot send 'template'") },
    ]);
    for (const content of [TEMPLATE, SUBSCRIPTION]) {
      expect(contentFaultsOn("personal", content)).toEqual([
        { path: "type", message: expect.stringContaining(`a personal account cannot send '${content.type}'`) },
      ]);
    }
  });

  it("refuses the members that only the other kind of account takes", () => {
    expect(contentFaultsOn("official", { ...SUBSCRIPTION, lang: "zh_CN", miniProgramState: "formal" })).toEqual([
      { path: "lang", message: "a message of an Official Account has no 'lang'" },
      { path: "miniProgramState", message: "a message of an Official Account has no 'miniProgramState'" },
    ]);
    expect(contentFaultsOn("mini-program", { ...SUBSCRIPTION, miniProgram })).toMatchObject([{ path: "miniProgram" }]);
  });

  it("sends it in one piece", () => {
    expect(officialContents(TEMPLATE)).toEqual([TEMPLATE]);
  });
});

describe("variables in its values", () => {
  const WITH: MessageContent = {
    ...TEMPLATE,
    data: { thing1: { value: "{{name}}，您好" }, date2: { value: "{{date}}" } },
  };

  it("are filled in, and whatever becomes too long is kept too long: nothing is cut to fit", () => {
    expect(textsIn(WITH).map(({ path }) => path)).toEqual(["data.thing1.value", "data.date2.value"]);
    const filled = withTexts(WITH, (text) =>
      text.replace("{{name}}", "王".repeat(5000)).replace("{{date}}", "2026-01-31"),
    );
    expect(messageContentSchema.safeParse(filled).success).toBe(true);
    expect(contentFaults(filled)).toEqual([
      {
        path: "data.thing1.value",
        message: `'thing1' takes at most 20 characters; this one has ${VALUE_ROOM} characters`,
      },
    ]);
    expect(VALUE_ROOM).toBeGreaterThan(2 * FREE_MOST);
  });

  it("are judged by what stands beside them until they are filled in", () => {
    expect(contentFaults(WITH, { unfilled: true })).toEqual([]);
    expect(contentFaults(WITH)).toMatchObject([{ path: "data.date2.value" }]);
    const long = { ...TEMPLATE, data: { thing1: { value: `${"长".repeat(21)}{{name}}` } } };
    expect(contentFaults(long, { unfilled: true })).toMatchObject([{ path: "data.thing1.value" }]);
    const fixed = { ...TEMPLATE, data: { number1: { value: "x" } } };
    expect(contentFaults(fixed, { unfilled: true })).toMatchObject([{ path: "data.number1.value" }]);
  });

  it("are those of a broadcast in broadcasts", () => {
    const values = { name: "小王", group: "", isGroup: false, account: "店", startedAt: Date.UTC(2026, 0, 31) };
    expect(renderBroadcast(WITH, values)).toMatchObject({
      data: { thing1: { value: "小王，您好" }, date2: { value: "2026-01-31" } },
    });
    expect([namesRecipient(WITH), namesRecipient(TEMPLATE)]).toEqual([true, false]);
    const odd: MessageContent = { ...TEMPLATE, data: { thing1: { value: "{{nobody}}" } } };
    const audience = { accounts: ["wx1"], recipients: { type: "list" as const, ids: ["o1"] } };
    expect(broadcastFaults({ contents: [odd], audience } as Parameters<typeof broadcastFaults>[0])).toEqual([
      { path: "contents.0.data.thing1.value", message: expect.stringContaining("{{nobody}}") },
    ]);
  });

  it("are those of a rule in a rule's reply", () => {
    const action = reply.schema.parse({
      type: "reply",
      content: { ...WITH, data: { thing1: { value: "{{sender.name}}" } } },
    });
    expect(reply.templates?.(action)).toEqual([{ path: "content.data.thing1.value", text: "{{sender.name}}" }]);
    expect(reply.faults?.(action)).toEqual([]);
    const wrong = reply.schema.parse({
      type: "reply",
      oneOf: [{ content: { ...TEMPLATE, data: { time1: { value: "soon" } } } }],
    });
    expect(reply.faults?.(wrong)).toMatchObject([{ path: "oneOf.0.content.data.time1.value" }]);
  });
});
