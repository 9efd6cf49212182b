import { describe, expect, it } from "vitest";
import { aRoute, QUEUE } from "../../../support/a-delivery.ts";
import { operatorApi } from "../operator-api.ts";

const draft = { entries: [aRoute()], webhooks: { crm: { url: "https://crm.example.com/in" } } };

describe("the routing table", () => {
  it("is published by an admin and read by everybody, without any secret", async () => {
    const { call } = operatorApi();
    expect(await call("GET", "/api/routing", { as: "viewer" })).toMatchObject({
      status: 200,
      body: { version: 0, entries: [], queues: [QUEUE] },
    });
    expect(await call("PUT", "/api/routing", { as: "admin", body: draft })).toMatchObject({ status: 200 });
    const { body } = await call("GET", "/api/routing", { as: "viewer" });
    expect(body).toMatchObject({ version: 1, publishedBy: "the-admin", webhooks: { crm: { secretVersion: 1 } } });
    expect(JSON.stringify(body)).not.toContain("whsec_");
  });

  it("gives a webhook another secret each time it is asked, and only to admins", async () => {
    const { call } = operatorApi();
    await call("PUT", "/api/routing", { as: "admin", body: draft });
    const path = "/api/routing/webhooks/crm/secret";
    const { body: first } = await call("POST", path, { as: "admin" });
    const { body: second } = await call("POST", path, { as: "admin" });
    expect(first).toMatchObject({ secret: expect.stringMatching(/^whsec_/), version: 2 });
    expect(second.secret).not.toBe(first.secret);
    expect((await call("POST", path, { as: "operator" })).status).toBe(403);
    expect((await call("POST", "/api/routing/webhooks/none/secret", { as: "admin" })).status).toBe(404);
  });

  it("is refused with the place of what is wrong", async () => {
    const { call } = operatorApi();
    const body = { ...draft, webhooks: { crm: { url: "http://169.254.169.254/latest" } } };
    const answer = await call("PUT", "/api/routing", { as: "admin", body });
    expect([answer.status, answer.body.issues?.[0]?.path]).toEqual([400, "webhooks.crm.url"]);
  });

  it("has the schema of what receivers get", async () => {
    const { status, body } = await operatorApi().call("GET", "/api/routing/schema", { as: "viewer" });
    expect(status).toBe(200);
    expect(body).toMatchObject({ type: "object", properties: { specVersion: { const: "1.0" } } });
  });
});
