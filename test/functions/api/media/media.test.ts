import { describe, expect, it } from "vitest";
import { AppError } from "../../../../shared/kernel/domain/errors.ts";
import { anAccount, NOON } from "../../../support/builders.ts";
import { operatorApi } from "../operator-api.ts";

const PATH = "/api/accounts/wx_app_1/media";
const body = { kind: "emoji", md5: "9f8e7d6c" };

describe("POST /api/accounts/{appId}/media", () => {
  it("answers with the stored file and a link", async () => {
    const api = operatorApi({ accounts: [anAccount()] });
    const { status, body: answer } = await api.call("POST", PATH, { as: "operator", body });
    expect(status).toBe(200);
    expect(answer).toEqual({
      key: expect.stringMatching(/^media\/wx_app_1\//),
      bytes: 9,
      contentType: "image/gif",
      url: expect.stringContaining("https://bodies.invalid/media/wx_app_1/"),
      expiresAt: NOON + 900_000,
    });
  });

  it("answers 400 to what names no file, 404 for an unknown account, 403 to a viewer", async () => {
    const api = operatorApi({ accounts: [anAccount()] });
    const wrong = await api.call("POST", PATH, { as: "operator", body: { kind: "voice", xml: "<msg/>" } });
    expect([wrong.status, wrong.body.issues?.[0]?.path]).toEqual([400, "msgId"]);
    expect((await api.call("POST", "/api/accounts/wx_no/media", { as: "operator", body })).status).toBe(404);
    expect((await api.call("POST", PATH, { as: "viewer", body })).status).toBe(403);
  });

  it.each([
    ["account-offline", 409],
    ["refused", 502],
    ["too-large", 413],
    ["unreachable", 502],
  ] as const)("answers %s with %i", async (code, expected) => {
    const fetchFile = () => Promise.reject(new AppError(code, "its words"));
    const api = operatorApi({ accounts: [anAccount()], overrides: { fetchFile } });
    const { status, body: answer } = await api.call("POST", PATH, { as: "operator", body });
    expect([status, answer.code]).toEqual([expected, code]);
  });
});
