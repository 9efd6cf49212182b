import { describe, expect, it } from "vitest";
import { commandDeduplicationId } from "../../../../shared/outbound/domain/command.ts";
import type { CommandReason } from "../../../../shared/outbound/domain/reason.ts";
import { aCommand, NOON } from "../../../support/builders.ts";
import { operatorApi } from "../operator-api.ts";

type Api = ReturnType<typeof operatorApi>;

/** Rows from before reasons had codes have words alone. */
const ITS_WORDS: CommandReason = { words: "its words" };

async function tried(api: Api, id: string, end: "unknown" | "failed" | "sent", reason = ITS_WORDS): Promise<void> {
  const command = aCommand({ id });
  await api.deps.ledger.claim(command, "a-sender", NOON + 60_000, NOON);
  const result = end === "sent" ? { state: end, newMsgId: "7000000000000000009" } : { state: end, reason };
  await api.deps.ledger.finish(id, "a-sender", result, NOON);
}

describe("GET /api/commands", () => {
  it("lists the unknown ones where no state is named", async () => {
    const api = operatorApi();
    await tried(api, "cmd_1", "unknown");
    await tried(api, "cmd_2", "failed");
    await tried(api, "cmd_3", "sent");
    const { status, body } = await api.call("GET", "/api/commands", { as: "viewer" });
    expect(status).toBe(200);
    expect(body).toEqual({
      commands: [
        {
          ...aCommand({ id: "cmd_1" }),
          state: "unknown",
          attempts: 0,
          reason: "its words",
          updatedAt: NOON,
          resendable: true,
        },
      ],
    });
  });

  it("says why in words, and by a code", async () => {
    const api = operatorApi();
    await tried(api, "cmd_1", "unknown", { code: "bad-gateway", detail: "HTTP 502" });
    const { body } = await api.call("GET", "/api/commands/cmd_1", { as: "viewer" });
    expect(body).toMatchObject({
      reasonCode: "bad-gateway",
      reason: expect.stringMatching(/^网关或微信出错.*（HTTP 502）$/),
    });
  });

  it("lists the failed ones page by page", async () => {
    const api = operatorApi();
    for (const id of ["cmd_1", "cmd_2", "cmd_3"]) await tried(api, id, "failed");
    const ids: string[] = [];
    let cursor: string | undefined;
    do {
      const query = { state: "failed", limit: "2", ...(cursor ? { cursor } : {}) };
      const { body } = await api.call("GET", "/api/commands", { as: "viewer", query });
      expect(body.commands?.length).toBeLessThanOrEqual(2);
      ids.push(...(body.commands ?? []).map(({ id }) => id));
      cursor = body.cursor;
    } while (cursor);
    expect(ids.sort()).toEqual(["cmd_1", "cmd_2", "cmd_3"]);
  });

  it.each([
    [{ limit: "0" }, "query.limit"],
    [{ limit: "101" }, "query.limit"],
    [{ limit: "ten" }, "query.limit"],
    [{ state: "sent" }, "query.state"],
    [{ cursor: "" }, "query.cursor"],
    [{ sate: "failed" }, "query"],
  ])("answers 400 to the query %j", async (query, path) => {
    const { status, body } = await operatorApi().call("GET", "/api/commands", { as: "viewer", query });
    expect(status).toBe(400);
    expect(body.issues).toEqual([expect.objectContaining({ path })]);
  });

  it("answers 400 to a cursor of its own making", async () => {
    const { status } = await operatorApi().call("GET", "/api/commands", { as: "viewer", query: { cursor: "x" } });
    expect(status).toBe(400);
  });
});

describe("GET /api/commands/{id}", () => {
  it("shows a command in any state, and not who holds it", async () => {
    const api = operatorApi();
    await tried(api, "cmd_1", "sent");
    const { status, body } = await api.call("GET", "/api/commands/cmd_1", { as: "viewer" });
    expect(status).toBe(200);
    expect(body).toMatchObject({ id: "cmd_1", state: "sent", newMsgId: "7000000000000000009", resendable: false });
    expect(body).not.toHaveProperty("owner");
  });

  it("answers 404 for a command that the ledger does not have", async () => {
    const { status } = await operatorApi().call("GET", "/api/commands/cmd_1", { as: "viewer" });
    expect(status).toBe(404);
  });
});

describe("POST /api/commands/{id}/resend", () => {
  it("queues the command in its next generation with a fresh hour to live", async () => {
    const api = operatorApi();
    await tried(api, "cmd_1", "unknown");
    api.advance(7_200_000);
    const { status, body } = await api.call("POST", "/api/commands/cmd_1/resend", { as: "operator" });
    const notAfter = NOON + 7_200_000 + 3_600_000;
    expect(status).toBe(202);
    expect(body).toEqual({ id: "cmd_1", generation: 1, appId: "wx_app_1", notAfter });
    expect(api.sent).toEqual([aCommand({ id: "cmd_1", generation: 1, notAfter })]);
  });

  it("has the same deduplication id when it is asked twice", async () => {
    const api = operatorApi();
    await tried(api, "cmd_1", "failed");
    await api.call("POST", "/api/commands/cmd_1/resend", { as: "operator" });
    await api.call("POST", "/api/commands/cmd_1/resend", { as: "operator" });
    expect(new Set(api.sent.map(commandDeduplicationId)).size).toBe(1);
  });

  it("answers 409 for a command that was sent", async () => {
    const api = operatorApi();
    await tried(api, "cmd_1", "sent");
    const { status, body } = await api.call("POST", "/api/commands/cmd_1/resend", { as: "operator" });
    expect(status).toBe(409);
    expect(body.detail).toContain("'sent'");
    expect(api.sent).toEqual([]);
  });

  it("answers 503 where the queue refuses it", async () => {
    const api = operatorApi({ overrides: { outbound: { send: async () => new Set(["cmd_1"]) } } });
    await tried(api, "cmd_1", "unknown");
    const { status, headers } = await api.call("POST", "/api/commands/cmd_1/resend", { as: "operator" });
    expect(status).toBe(503);
    expect(headers).toHaveProperty("retry-after");
  });
});
