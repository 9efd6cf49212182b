import { describe, expect, it } from "vitest";
import { createAuthorizedCall } from "../../../../../shared/adapters/weixin/call/authorized-call.ts";
import { customerService } from "../../../../../shared/adapters/weixin/contract/modules/customer-service.ts";
import { media } from "../../../../../shared/adapters/weixin/contract/modules/media.ts";
import { APP, answered, aWeixin, errcode, type WeixinResult } from "../../../../support/a-weixin.ts";

const { send } = customerService;

function setUp(answers: Readonly<Record<string, readonly WeixinResult[]>> = {}) {
  const weixin = aWeixin(answers);
  const refused: string[] = [];
  const call = createAuthorizedCall({
    call: weixin.call,
    tokens: {
      get: async () => "old",
      async refreshed(_appId, failed) {
        refused.push(failed);
        return "new";
      },
    },
  });
  const timeoutMs = () => 1000;
  return {
    ...weixin,
    refused,
    tokens: () => weixin.calls.map(({ query }) => query.get("access_token")),
    text: () =>
      call({
        appId: APP,
        endpoint: send,
        body: { touser: "openid-1", msgtype: "text", text: { content: "好" } },
        timeoutMs,
      }),
    upload: () =>
      call({
        appId: APP,
        endpoint: media.upload,
        query: { type: "thumb" },
        file: { part: "media", name: "a.jpg", mediaType: "image/jpeg", bytes: Buffer.from("JPEG") },
        timeoutMs,
      }),
  };
}

describe("an authorized call", () => {
  it("is one call with the account's token", async () => {
    const { text, tokens, refused } = setUp();
    expect(await text()).toMatchObject({ errcode: 0 });
    expect(tokens()).toEqual(["old"]);
    expect(refused).toEqual([]);
  });

  it.each([40001, 40014, 42001])("is made once more with the next token after %i", async (code) => {
    const { text, tokens, refused } = setUp({ [send.path]: [errcode(code)] });
    await text();
    expect(tokens()).toEqual(["old", "new"]);
    expect(refused).toEqual(["old"]);
  });

  it("is not made a third time", async () => {
    const { text, tokens } = setUp({ [send.path]: [errcode(42001), errcode(40001), answered({ errcode: 0 })] });
    await expect(text()).rejects.toMatchObject({ details: { cause: "account-refused", errcode: 40001 } });
    expect(tokens()).toEqual(["old", "new"]);
  });

  it("is not made again for another refusal, nor for an outcome that is not known", async () => {
    for (const [answer, cause] of [
      [errcode(45015), "refused"],
      [answered({}), "unreadable-answer"],
    ] as const) {
      const { text, tokens, refused } = setUp({ [send.path]: [answer] });
      await expect(text()).rejects.toMatchObject({ details: { cause, path: send.path, appId: APP } });
      expect(tokens()).toEqual(["old"]);
      expect(refused).toEqual([]);
    }
  });

  it("carries a file as the part of the body that it names, and reads the answer as the endpoint says", async () => {
    const { upload, calls } = setUp({ [media.upload.path]: [answered({ type: "thumb", thumb_media_id: "m-1" })] });
    expect(await upload()).toEqual({ media_id: "m-1" });
    expect(calls[0]?.query.get("type")).toBe("thumb");
    expect(calls[0]?.raw.toString()).toContain('name="media"; filename="a.jpg"');
  });
});
