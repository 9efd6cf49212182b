import { describe, expect, it } from "vitest";
import { createMessageSource } from "../../../../../shared/adapters/wechat-api/poll/messages.ts";
import type { PostResult } from "../../../../../shared/kernel/application/ports/http-post.ts";
import { NOON } from "../../../../support/builders.ts";
import { ACCOUNT, aCallback, toJson } from "../../../../support/callbacks/a-callback.ts";

const text = (id: bigint, appId?: string) => aCallback.text({ id, ...(appId === undefined ? {} : { appId }) });
const BIG = 7773749793478223190n;

/** A source whose every poll is answered with this `data`. */
function aSource(data: unknown, options: { paths?: Record<string, string>; result?: PostResult } = {}) {
  const posted: { url: string; body: unknown }[] = [];
  const source = createMessageSource({
    credentials: async () => ({ baseUrl: "https://gateway.example.com/api", token: "t", paths: options.paths ?? {} }),
    postJson: async (url, _headers, body) => {
      posted.push({ url: url.href, body: JSON.parse(body) });
      return options.result ?? { type: "answer", status: 200, text: toJson({ ret: 200, msg: "", data }) };
    },
    timeoutMs: 1000,
    now: () => NOON,
    maxEntry: 1000,
  });
  return { posted, poll: (cursor?: string) => source.poll(ACCOUNT.appId, cursor) };
}

describe("a poll", () => {
  it("asks the default path, or the one of the credentials, with appId and cursor", async () => {
    const plain = aSource([]);
    await plain.poll();
    await plain.poll('"c-1"');
    await plain.poll("17");
    expect(plain.posted).toEqual([
      { url: "https://gateway.example.com/api/message/poll", body: { appId: ACCOUNT.appId } },
      { url: "https://gateway.example.com/api/message/poll", body: { appId: ACCOUNT.appId, cursor: "c-1" } },
      { url: "https://gateway.example.com/api/message/poll", body: { appId: ACCOUNT.appId, cursor: 17 } },
    ]);
    const moved = aSource([], { paths: { "/message/poll": "/v3/sync" } });
    await moved.poll();
    expect(moved.posted[0]?.url).toBe("https://gateway.example.com/api/v3/sync");
  });

  it.each([
    ["a list", [text(BIG)], {}],
    ["messages and a cursor", { messages: [text(BIG)], cursor: "c-2" }, { cursor: '"c-2"' }],
    ["a list and a number for a cursor", { list: [text(BIG)], cursor: 18 }, { cursor: "18" }],
    ["a cursor beyond 2^53", { list: [text(BIG)], cursor: BIG }, { cursor: `"${BIG}"` }],
    ["no cursor to speak of", { list: [text(BIG)], cursor: "" }, {}],
    ["bodies as JSON text", [toJson(text(BIG))], {}],
  ])("reads %s, 64-bit ids whole", async (_what, data, after) => {
    const { messages, ...rest } = await aSource(data).poll();
    expect(messages).toMatchObject([{ kind: "text", appId: ACCOUNT.appId, newMsgId: String(BIG) }]);
    expect(rest).toEqual({ unreadable: 0, tooLarge: 0, ...after });
  });

  it.each([[undefined], [null], [[]], [{ messages: [] }], [{ messages: null }], [{}]])(
    "reads %j as nothing new",
    async (data) => {
      expect(await aSource(data).poll()).toEqual({ messages: [], unreadable: 0, tooLarge: 0 });
    },
  );

  it.each([["text"], [7], [{ messages: "x" }], [{ messages: [], cursor: {} }]])(
    "fails at %j, to be asked again",
    async (data) => {
      await expect(aSource(data).poll()).rejects.toMatchObject({
        code: "unreachable",
        retryable: true,
        details: { appId: ACCOUNT.appId, cause: "unreadable-answer" },
      });
    },
  );

  it("fails as every call does: ret, no answer", async () => {
    const offline: PostResult = { type: "answer", status: 200, text: '{"ret":401,"msg":"已离线"}' };
    await expect(aSource([], { result: offline }).poll()).rejects.toMatchObject({ code: "account-offline" });
    const lost: PostResult = { type: "error", kind: "timeout", message: "no answer within 5000 ms" };
    await expect(aSource([], { result: lost }).poll()).rejects.toMatchObject({ code: "unreachable", retryable: true });
  });
});

describe("an entry", () => {
  it("that is no callback is kept as a message of unknown kind, in its place, and counted", async () => {
    const broken = { TypeName: "AddMsg", Appid: ACCOUNT.appId, Data: { MsgType: "?" } };
    const entries = [text(1n), "no JSON", 42, null, [], {}, { Appid: ACCOUNT.appId }, broken, text(2n)];
    const { messages, unreadable } = await aSource(entries).poll();
    expect(messages.map(({ kind }) => kind)).toEqual(["text", ...Array(7).fill("unknown"), "text"]);
    expect(unreadable).toBe(7);
    expect(messages[7]).toMatchObject({ appId: ACCOUNT.appId, reason: "unreadable", raw: { Data: broken.Data } });
    for (const message of messages.slice(1, 8)) expect(message).not.toHaveProperty("newMsgId");
  });

  it("without an appId belongs to the account that was polled; every kind of callback is taken", async () => {
    const { Appid: _own, ...anonymous } = text(3n);
    const { messages, unreadable } = await aSource([anonymous, aCallback.offline(), aCallback.text({ id: 4n })]).poll();
    expect(messages.map(({ kind, appId }) => [kind, appId])).toEqual([
      ["text", ACCOUNT.appId],
      ["offline", ACCOUNT.appId],
      ["text", ACCOUNT.appId],
    ]);
    expect(unreadable).toBe(0);
  });

  it("over the limit is left out and counted, as the callback refuses it", async () => {
    const large = { ...text(5n), Extra: "x".repeat(1000) };
    const { messages, tooLarge } = await aSource([text(6n), large, "y".repeat(1001)]).poll();
    expect(messages).toHaveLength(1);
    expect(tooLarge).toBe(2);
  });
});
