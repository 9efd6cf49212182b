import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { contentSchema } from "../../../../shared/messages/domain/content.ts";
import { type InboundMessage, inboundMessageSchema } from "../../../../shared/messages/domain/inbound-message.ts";
import { forwardedContents } from "../../../../shared/messages/domain/kinds.ts";
import { anInboundText } from "../../../support/builders.ts";

const { text: _text, kind: _kind, ...head } = anInboundText();

/** A message of a kind; required fields that `fields` leaves out are empty. */
function aMessage(kind: InboundMessage["kind"], fields: Record<string, unknown> = {}): InboundMessage {
  const filled: Record<string, unknown> = { ...head, kind, ...fields };
  for (let round = 0; round < 3; round++) {
    const result = inboundMessageSchema.safeParse(filled);
    if (result.success) return result.data;
    for (const issue of result.error.issues) {
      const name = String(issue.path[0]);
      const expected = "expected" in issue ? issue.expected : "string";
      if ("values" in issue) filled[name] = issue.values[0];
      else
        filled[name] =
          expected === "number"
            ? 0
            : expected === "array"
              ? []
              : expected === "object"
                ? QUOTED
                : expected === "record"
                  ? {}
                  : "";
    }
  }
  throw new Error(`no ${kind} can be made of ${JSON.stringify(fields)}`);
}
const QUOTED = { username: "", nickname: "", id: "", sender: "", displayName: "", content: "" };

const xml = "<msg>…</msg>";
const line = (text: string) => [{ type: "text", text }];

describe("forwarding", () => {
  it.each<[InboundMessage["kind"], Record<string, unknown>, unknown]>([
    ["text", { text: "你好" }, line("你好")],
    ["quote", { text: "同意" }, line("同意")],
    ["image", { xml }, [{ type: "forward", as: "image", xml }]],
    ["video", { xml }, [{ type: "forward", as: "video", xml }]],
    ["file", { xml }, [{ type: "forward", as: "file", xml }]],
    ["link", { xml }, [{ type: "forward", as: "link", xml }]],
    ["location", { xml }, [{ type: "location", xml }]],
    ["emoji", { md5: "ab", size: 9 }, [{ type: "emoji", md5: "ab", size: 9 }]],
    ["emoji", { md5: "", size: 9 }, line("[动画表情]")],
    ["emoji", { md5: "ab" }, line("[动画表情]")],
    ["card", { username: "wxid_a", nickname: "A" }, [{ type: "card", wxid: "wxid_a", nickname: "A" }]],
    ["emoji", { md5: "ab", size: -1 }, line("[动画表情]")],
    ["emoji", { md5: "ab", size: 0.5 }, line("[动画表情]")],
    ["emoji", { md5: "ab", size: 2 ** 60 }, line("[动画表情]")],
    ["image", { xml: "" }, line("[图片]")],
    ["video", { xml: "" }, line("[视频]")],
    ["file", { xml: "", title: "价目.pdf" }, line("[文件]价目.pdf")],
    ["link", { xml: "", title: "新闻", url: "https://example.com/" }, line("[链接]新闻 https://example.com/")],
    ["location", { xml: "", name: "外滩", label: "上海" }, line("[位置]外滩 上海")],
    ["card", { username: "", nickname: "A" }, line("[名片]A")],
    [
      "mini-program",
      { xml: "<msg><appmsg a='1'>x</appmsg></msg>" },
      [{ type: "app", xml: "<appmsg a='1'>x</appmsg>" }],
    ],
    ["mini-program", { xml: "<msg/>", title: "点餐" }, line("[小程序]点餐")],
    ["video-channel", { nickname: "李", description: "猫" }, line("[视频号]李 猫")],
    ["voice", {}, line("[语音]")],
    ["transfer", { feeText: "￥0.10" }, line("[转账]￥0.10")],
    ["red-packet", { title: "恭喜" }, line("[红包]恭喜")],
    ["group-invitation", { description: "来吧" }, line("[群聊邀请]来吧")],
    ["friend-request", { nickname: "王", content: "" }, line("[好友请求]王")],
    ["group-announcement", { text: "开会" }, line("[群公告]开会")],
  ])("%s with %j sends something that stands for it", (kind, fields, contents) => {
    const given = forwardedContents(aMessage(kind, fields));
    expect(given).toEqual(contents);
    for (const content of given) expect(contentSchema.safeParse(content).success).toBe(true);
  });

  it.each<InboundMessage["kind"]>([
    "file-announced",
    "removed-from-group",
    "group-renamed",
    "group-owner-changed",
    "revoke",
    "pat",
    "group-todo",
    "member-removed",
    "group-dismissed",
    "contact-changed",
    "group-changed",
    "contact-deleted",
    "group-left",
    "offline",
    "unknown",
  ])("%s sends nothing: it is a notice or an event", (kind) => {
    expect(forwardedContents(aMessage(kind))).toEqual([]);
  });

  it("sends nothing for a text without words", () => {
    expect(forwardedContents(anInboundText({ text: "" }))).toEqual([]);
  });

  it("cuts a text at 10,000 characters, not inside of one", () => {
    const whole = "长".repeat(10_000);
    expect(forwardedContents(anInboundText({ text: whole }))).toEqual(line(whole));
    expect(forwardedContents(anInboundText({ text: `${whole}。` }))).toEqual(line(`${"长".repeat(9999)}…`));
    const split = `${"长".repeat(9998)}👋👋`;
    expect(forwardedContents(anInboundText({ text: split }))).toEqual(line(`${"长".repeat(9998)}…`));
  });

  it("names what is too large for a command instead of sending it", () => {
    expect(forwardedContents(aMessage("image", { xml: "x".repeat(255 * 1024) }))).toMatchObject([{ type: "forward" }]);
    expect(forwardedContents(aMessage("image", { xml: "x".repeat(256 * 1024) }))).toEqual(line("[图片]"));
    expect(forwardedContents(aMessage("image", { xml: '"'.repeat(130 * 1024) }))).toEqual(line("[图片]"));
    const app = `<appmsg>${"图".repeat(90 * 1024)}</appmsg>`;
    expect(forwardedContents(aMessage("mini-program", { xml: app, title: "点餐" }))).toEqual(line("[小程序]点餐"));
    const nickname = "n".repeat(300 * 1024);
    expect(forwardedContents(aMessage("card", { username: "wxid_a", nickname }))).toMatchObject([{ type: "text" }]);
  });

  it("makes of whatever came only what a command can carry", () => {
    const kinds = inboundMessageSchema.options.map((option) => option.shape.kind.value);
    const odd = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom("", " ", "\u0000", "\ud800", "</appmsg><appmsg", "<appmsg></appmsg>"),
      fc.tuple(fc.constantFrom("\u0001", '"', "图", "x"), fc.nat(300_000)).map(([unit, times]) => unit.repeat(times)),
    );
    const size = fc.oneof(fc.double(), fc.integer(), fc.constantFrom(0, -1, 2 ** 60, 0.5, undefined));
    const fields = fc.record({
      xml: odd,
      text: odd,
      md5: odd,
      title: odd,
      nickname: odd,
      username: odd,
      description: odd,
      content: odd,
      feeText: odd,
      url: odd,
      name: odd,
      label: odd,
      size,
    });
    fc.assert(
      fc.property(fc.constantFrom(...kinds), fields, (kind, values) => {
        const message = { ...aMessage(kind), ...values } as InboundMessage;
        for (const content of forwardedContents(message)) {
          expect(contentSchema.parse(JSON.parse(JSON.stringify(content)))).toEqual(content);
          expect(Buffer.byteLength(JSON.stringify(content))).toBeLessThanOrEqual(256 * 1024);
        }
      }),
      { numRuns: 300 },
    );
  });
});
