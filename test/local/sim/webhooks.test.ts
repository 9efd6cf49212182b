import { expect, it } from "vitest";
import { aSimulator, ask } from "./support.ts";

it("keeps what receivers of webhooks get, echoes texts, and fails as it is told", async () => {
  const { url, sim } = await aSimulator();
  const body = { id: "dlv_1", message: { text: "你好" } };
  const post = (path: string) => ask(`${url}/webhooks/${path}`, "POST", body, { "webhook-id": "dlv_1" });
  expect((await post("echo")).body).toEqual({ actions: [{ type: "reply", text: "你好" }] });
  expect((await post("crm")).body).toEqual({});
  const fault = (kind: string, value: unknown) =>
    sim("POST", "faults", { kind, value, match: { path: "/webhooks/*" }, times: 1 });
  await fault("status", 503);
  expect((await post("crm")).status).toBe(503);
  await fault("body", "no JSON");
  expect((await fetch(`${url}/webhooks/crm`, { method: "POST", body: "{}" })).status).toBe(200);
  await fault("drop", "after");
  await expect(post("crm")).rejects.toThrow();
  await fault("latency", 1);
  expect((await post("crm")).status).toBe(200);
  const { calls } = (await sim("GET", "webhooks?after=1")).body;
  expect(calls).toMatchObject([{ path: "/webhooks/crm", headers: { "webhook-id": "dlv_1" }, body }, {}, {}]);
});
