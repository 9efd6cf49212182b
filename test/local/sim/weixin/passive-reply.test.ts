import { describe, expect, it } from "vitest";
import { OFFICIAL_ACCOUNT } from "../../../../local/sim/weixin/credentials.ts";
import { shownOf } from "../../../../local/sim/weixin/passive-reply.ts";
import { answerBody } from "../../../../shared/adapters/weixin/reply/answer-body.ts";
import type { ReplyKey } from "../../../../shared/adapters/weixin/reply/sealed-reply.ts";
import { NOON } from "../../../support/builders.ts";

const { appId, token, encodingAesKey, originalId } = OFFICIAL_ACCOUNT;
const key: ReplyKey = { token, encodingAesKey, recipient: appId };

function answer(changes: { to?: string; from?: string; key?: ReplyKey } = {}): string {
  const head = { to: changes.to ?? "openid-1", from: changes.from ?? originalId, createdAt: NOON };
  return answerBody({ id: "answer-1", reply: { type: "text", text: "你好 ]]> <b>" }, head }, changes.key);
}
const shown = (text: string, mode: "safe" | "compatible" | "plain" = "safe") =>
  shownOf(OFFICIAL_ACCOUNT, mode, "openid-1", text);

describe("what a person reads of the answer to a callback", () => {
  it.each(["", "success"])("is nothing for %j", (text) => {
    expect(shown(text)).toBeUndefined();
  });

  it("is the reply, encrypted where messages are", () => {
    const text = { kind: "text", text: "你好 ]]> <b>" };
    expect(shown(answer({ key }))).toEqual(text);
    expect(shown(answer({ key }), "compatible")).toEqual(text);
    expect(shown(answer(), "compatible")).toEqual(text);
    expect(shown(answer(), "plain")).toEqual(text);
  });

  it("is the title of a link", () => {
    const article = { title: "标题", description: "d", pictureUrl: "https://a/p", url: "https://a/" };
    const head = { to: "openid-1", from: originalId, createdAt: NOON };
    const body = answerBody({ id: "1", reply: { type: "news", articles: [article] }, head }, key);
    expect(shown(body)).toEqual({ kind: "news", text: "标题" });
  });

  it.each([
    ["is not encrypted", answer()],
    ["is encrypted by another key", answer({ key: { ...key, encodingAesKey: "A".repeat(43) } })],
    ["is encrypted for another account", answer({ key: { ...key, recipient: "wx_other" } })],
    ["is signed by another Token", answer({ key: { ...key, token: "other" } })],
    ["is for another person", answer({ key, to: "openid-2" })],
    ["comes from another account", answer({ key, from: "gh_other" })],
    ["is JSON", '{"errcode":0}'],
    ["is no answer at all", "ok"],
  ])("is the fault line where the answer %s", (_why, text) => {
    expect(shown(text)).toBe("fault");
  });
});
