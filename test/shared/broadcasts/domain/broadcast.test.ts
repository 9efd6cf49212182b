import { describe, expect, it } from "vitest";
import { broadcastInputSchema } from "../../../../shared/broadcasts/domain/broadcast.ts";
import { broadcastFaults } from "../../../../shared/broadcasts/domain/faults.ts";
import { addCounts, idleDelay, openIn, pageSize } from "../../../../shared/broadcasts/domain/progress.ts";
import { namesRecipient, renderBroadcast } from "../../../../shared/broadcasts/domain/text.ts";
import { NOON } from "../../../support/builders.ts";

const text = (words: string, mentions?: string[]) => ({
  type: "text" as const,
  text: words,
  ...(mentions ? { mentions } : {}),
});
const audience = { accounts: ["wx_app_1"], recipients: { type: "friends" as const } };

describe("a definition", () => {
  const input = { name: "上新", contents: [text("上新了")], audience };

  it("is enabled and lives a day unless it says otherwise", () => {
    expect(broadcastInputSchema.parse(input)).toMatchObject({ enabled: true, expiresAfterSeconds: 86_400 });
  });

  it.each([
    ["audience.accounts", { ...input, audience: { recipients: { type: "friends" } } }],
    ["contents", { ...input, contents: [] }],
    ["contents", { ...input, contents: Array(6).fill(text("一")) }],
    ["expiresAfterSeconds", { ...input, expiresAfterSeconds: 59 }],
    ["audience.recipients.ids", { ...input, audience: { ...audience, recipients: { type: "list", ids: [] } } }],
    [
      "audience.recipients.include",
      { ...input, audience: { ...audience, recipients: { type: "groups", include: {} } } },
    ],
  ])("without a proper %s is refused there", (path, wrong) => {
    const { error } = broadcastInputSchema.safeParse(wrong);
    expect(error?.issues.map((issue) => issue.path.join("."))).toContain(path);
  });
});

describe("what the schema cannot see", () => {
  const faults = (content: ReturnType<typeof text>, recipients: object) =>
    broadcastFaults(
      broadcastInputSchema.parse({ name: "x", contents: [text("一"), content], audience: { ...audience, recipients } }),
    );

  it("a variable that nobody knows is named with its place", () => {
    expect(faults(text("{{sender.name}} {{name}}"), { type: "friends" })).toEqual([
      {
        path: "contents.1.text",
        message: "nobody knows the variable {{sender.name}}; there are name, group, account, date, time",
      },
    ]);
  });

  it.each([
    [{ type: "friends" }, 1],
    [{ type: "list", ids: ["1@chatroom", "wxid_a"] }, 1],
    [{ type: "list", ids: ["1@chatroom"] }, 0],
    [{ type: "groups" }, 0],
  ])("mentions are for groups alone: %j", (recipients, count) => {
    expect(faults(text("大家好", ["wxid_b"]), recipients)).toHaveLength(count);
  });
});

describe("variables", () => {
  const values = { name: "小明{{date}}", group: "", isGroup: false, account: "小店", startedAt: NOON };

  it("are put in once", () => {
    const rendered = renderBroadcast(text("{{name}}/{{group}}/{{ account }}/{{date}} {{time}}/{{nobody}}"), values);
    expect(rendered).toEqual(text("小明{{date}}//小店/2026-03-10 12:00/"));
  });

  it("a person without a known name is 朋友, a group's people are 大家", () => {
    expect(renderBroadcast(text("{{name}}"), { ...values, name: "" })).toEqual(text("朋友"));
    const group = { ...values, name: "", isGroup: true, group: "客户群" };
    expect(renderBroadcast(text("{{name}} {{group}}"), group)).toEqual(text("大家 客户群"));
  });

  it("names are wanted where a text says so only", () => {
    expect([text("{{name}}"), text("{{ group }}"), text("{{date}}")].map(namesRecipient)).toEqual([true, true, false]);
    const image = { type: "image" as const, url: "https://example.com/{{name}}.png" };
    expect(namesRecipient(image)).toBe(false);
    expect(renderBroadcast(image, values)).toBe(image);
  });
});

describe("the pace", () => {
  it.each([
    [2, 1, 60],
    [2, 5, 12],
    [0.1, 1, 10],
    [1000, 5, 100],
  ])("of %f messages a second and %i contents gives pages of %i", (perSecond, contents, size) => {
    expect(pageSize(perSecond, contents)).toBe(size);
  });

  it("of looks at what does not get on becomes slow", () => {
    expect([0, 1, 4, 5, 19, 20, 1000].map(idleDelay)).toEqual([2, 5, 30, 60, 60, 300, 300]);
  });
});

it("counts are added by state, and what a pause holds is still open", () => {
  const counts = addCounts([{ sent: 2, held: 1 }, { sent: 1, reserved: 3 }, {}]);
  expect(counts).toEqual({ sent: 3, held: 1, reserved: 3 });
  expect(openIn(counts)).toBe(4);
});
