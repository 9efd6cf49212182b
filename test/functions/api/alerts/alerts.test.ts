import { describe, expect, it } from "vitest";
import { createMemoryAlertStore } from "../../../../shared/alerts/adapters/memory-store.ts";
import { AppError } from "../../../../shared/kernel/domain/errors.ts";
import { anAlert, recordingChannel } from "../../../support/alerts.ts";
import { NOON } from "../../../support/builders.ts";
import { operatorApi } from "../operator-api.ts";

describe("the alerts", () => {
  it("that were told are listed with their channels, in pages", async () => {
    const alerts = createMemoryAlertStore();
    for (let n = 0; n < 3; n++) await alerts.settle(anAlert({ id: `e${n}`, at: NOON + n }), ["sns"], NOON + 9);
    const { call } = operatorApi({ overrides: { alerts } });
    const first = await call("GET", "/api/alerts", { as: "viewer", query: { limit: "2" } });
    expect(first.body).toMatchObject({
      alerts: [
        { id: "e2", type: "account-offline", severity: "warning", sentTo: ["sns"], toldAt: NOON + 9 },
        { id: "e1" },
      ],
    });
    const query = { limit: "2", cursor: first.body.cursor ?? "" };
    expect(await call("GET", "/api/alerts", { as: "viewer", query })).toMatchObject({
      body: { alerts: [{ id: "e0" }] },
    });
  });

  it("can be tried by an admin: each channel gets a test and its answer is told", async () => {
    const wecom = recordingChannel("wecom");
    const failing = (name: string, error: Error) => ({ name, maxBytes: 100, send: () => Promise.reject(error) });
    const channels = [
      wecom,
      failing("dingtalk", new AppError("refused", "310000 sign not match")),
      failing("feishu", new Error("a secret inside")),
    ];
    const { call } = operatorApi({ overrides: { alertChannels: async () => channels } });
    const { status, body } = await call("POST", "/api/alerts/test", { as: "admin" });
    expect(status).toBe(200);
    expect(body.channels).toEqual([
      { channel: "wecom", ok: true },
      { channel: "dingtalk", ok: false, error: "310000 sign not match" },
      { channel: "feishu", ok: false, error: "an unexpected error; the log has it" },
    ]);
    expect(wecom.texts).toEqual([expect.stringContaining("测试告警")]);
  });

  it("are not for operators to try", async () => {
    expect((await operatorApi().call("POST", "/api/alerts/test", { as: "operator" })).status).toBe(403);
  });
});
