import { describe, expect, it } from "vitest";
import { anAccount, NOON } from "../../../support/builders.ts";
import { operatorApi } from "../operator-api.ts";

const PATH = "/api/accounts/wx_app_1/messages";
const text = { type: "text", text: "您的订单已发货" };
const body = { requestId: "order-4711", to: "wxid_friend", content: text };

const anApi = () => operatorApi({ accounts: [anAccount()] });

describe("POST /api/accounts/{appId}/messages", () => {
  it("queues one content, or several in order, and answers with the commands' ids", async () => {
    const api = anApi();
    const { status, body: answer } = await api.call("POST", PATH, { as: "operator", body });
    expect(status).toBe(202);
    expect(answer).toEqual({
      requestId: "order-4711",
      notAfter: NOON + 3_600_000,
      commands: [{ id: api.sent[0]?.id, state: "reserved" }],
    });
    const contents = [text, { type: "card", wxid: "gh_shop", nickname: "店铺" }];
    const several = { requestId: "order-4712", to: "wxid_friend", contents, notAfter: "2026-03-10T13:00:00+08:00" };
    expect((await api.call("POST", PATH, { as: "operator", body: several })).status).toBe(202);
    expect(api.sent.slice(1).map(({ content, notAfter }) => [content, notAfter])).toEqual(
      contents.map((content) => [content, NOON + 3_600_000]),
    );
    const id = api.sent[0]?.id;
    expect((await api.call("GET", `/api/commands/${id}`, { as: "viewer" })).body).toMatchObject({
      id,
      state: "reserved",
    });
  });

  it("answers the same to the same request, however its members are ordered, and 409 to another", async () => {
    const api = anApi();
    const first = await api.call("POST", PATH, { as: "operator", body });
    const reordered = { content: { text: text.text, type: "text" }, to: body.to, requestId: body.requestId };
    expect((await api.call("POST", PATH, { as: "operator", body: reordered })).body).toEqual(first.body);
    const other = await api.call("POST", PATH, { as: "operator", body: { ...body, to: "wxid_other" } });
    expect(other.status).toBe(409);
    expect(other.body.detail).toContain("order-4711");
  });

  it.each<[object, string, string]>([
    [{ ...body, to: "a b" }, "to", "wxid"],
    [{ ...body, requestId: "a b" }, "requestId", "requestId"],
    [{ requestId: "a", to: "wxid_a" }, "", "either content or contents"],
    [{ ...body, contents: [text] }, "", "either content or contents"],
    [{ ...body, contents: [] }, "contents", ""],
    [{ ...body, content: { type: "sticker" } }, "content.type", ""],
    [{ ...body, content: { type: "revoke", msgId: "1", newMsgId: "2", createTime: 3 } }, "content.type", ""],
    [{ ...body, content: { type: "image", url: "http://a.example.com/" } }, "content.url", "https://"],
    [{ ...body, content: { type: "app", xml: "<msg/>" } }, "content.xml", "<msg>"],
    [{ ...body, content: { ...text, mentions: ["wxid_a"] } }, "content.mentions", "group"],
    [
      { requestId: "a", to: "wxid_a", contents: [text, { type: "app", xml: "<appmsg>" }] },
      "contents.1.xml",
      "well-formed",
    ],
    [{ ...body, notAfter: "tomorrow" }, "notAfter", "ISO 8601"],
    [{ ...body, text: "hi" }, "", "text"],
  ])("answers 400 to %j", async (wrong, path, words) => {
    const api = anApi();
    const { status, body: answer } = await api.call("POST", PATH, { as: "operator", body: wrong });
    expect(status).toBe(400);
    expect(answer.issues).toContainEqual({ path, message: expect.stringContaining(words) });
    expect(api.sent).toEqual([]);
  });

  it("says where an Official Account cannot send what was given as the one content", async () => {
    const api = operatorApi({ accounts: [anAccount({ channel: "official" })] });
    const card = { type: "card", wxid: "gh_shop", nickname: "店铺" };
    const one = await api.call("POST", PATH, { as: "operator", body: { ...body, content: card } });
    expect([one.status, one.body.issues]).toMatchObject([400, [{ path: "content.type" }]]);
    const several = { requestId: "a", to: "openid-1", contents: [text, card] };
    const { body: answer } = await api.call("POST", PATH, { as: "operator", body: several });
    expect(answer.issues).toMatchObject([{ path: "contents.1.type" }]);
  });

  it("answers 400 to a time that is over, 404 for an unknown account and 403 to a viewer", async () => {
    const api = anApi();
    const late = await api.call("POST", PATH, { as: "operator", body: { ...body, notAfter: NOON } });
    expect([late.status, late.body.detail]).toEqual([400, expect.stringContaining("notAfter")]);
    expect((await api.call("POST", "/api/accounts/wx_no/messages", { as: "operator", body })).status).toBe(404);
    expect((await api.call("POST", PATH, { as: "viewer", body })).status).toBe(403);
  });
});

describe("POST /api/commands/{id}/revoke", () => {
  const sent = { state: "sent", newMsgId: "7000000000000000009", msgId: "9", createTime: NOON / 1000 } as const;

  async function anApiThatSent() {
    const api = anApi();
    await api.call("POST", PATH, { as: "operator", body });
    const [command] = api.sent;
    if (!command) throw new Error("a command was queued");
    await api.deps.ledger.claim(command, "sender", NOON + 35_000, NOON);
    await api.deps.ledger.finish(command.id, "sender", sent, NOON);
    return { api, path: `/api/commands/${command.id}/revoke` };
  }

  it("queues a command that takes the message back", async () => {
    const { api, path } = await anApiThatSent();
    const { status, body: answer } = await api.call("POST", path, { as: "operator" });
    expect(status).toBe(202);
    expect(answer).toEqual({ id: api.sent[1]?.id, generation: 0, appId: "wx_app_1", notAfter: NOON + 120_000 });
    expect(api.sent[1]?.content).toMatchObject({ type: "revoke", newMsgId: sent.newMsgId });
    expect((await api.call("GET", `/api/commands/${answer.id}`, { as: "viewer" })).status).toBe(200);
  });

  it("answers 409 after two minutes, and 404 for an unknown command", async () => {
    const { api, path } = await anApiThatSent();
    api.advance(121_000);
    const { status, body: answer } = await api.call("POST", path, { as: "operator" });
    expect([status, answer.detail]).toEqual([409, expect.stringContaining("121 s")]);
    expect((await api.call("POST", "/api/commands/cmd_no/revoke", { as: "operator" })).status).toBe(404);
  });
});
