import { describe, expect, it, vi } from "vitest";
import { AppError } from "../../../../shared/kernel/domain/errors.ts";
import { createMemoryRoutingTables } from "../../../../shared/routing/adapters/memory-tables.ts";
import { createCurrentRouting } from "../../../../shared/routing/application/current-routing.ts";
import { createPublishRouting } from "../../../../shared/routing/application/publish-routing.ts";
import { createRenewWebhookSecret } from "../../../../shared/routing/application/renew-webhook-secret.ts";
import { routingDraftSchema } from "../../../../shared/routing/domain/routing.ts";
import { webhookSecret } from "../../../../shared/routing/domain/webhook-signature.ts";
import { createMemoryRules } from "../../../../shared/rules/adapters/memory-rules.ts";
import { aRoute, aRoutingTable, QUEUE } from "../../../support/a-delivery.ts";
import { aRule, aSnapshot, NOON } from "../../../support/builders.ts";
import { fakeClock } from "../../../support/fake-clock.ts";
import { recordingObservability } from "../../../support/recording-observability.ts";

const KEY = "the-key-of-all-webhooks";

function setUp() {
  const clock = fakeClock();
  const routing = createMemoryRoutingTables();
  const webhookCredentials = async () => ({ key: KEY, trustedOrigins: ["http://10.0.0.5:8080"] });
  const rules = createMemoryRules();
  const deps = { clock, routing, rules, webhookCredentials, routingQueues: [QUEUE] };
  return { clock, routing, rules, publish: createPublishRouting(deps), renew: createRenewWebhookSecret(deps) };
}

const draft = (url = "https://crm.example.com/in") =>
  routingDraftSchema.parse({ entries: [aRoute()], webhooks: { crm: { url } } });

describe("publishing a routing table", () => {
  it("makes the next version, and keeps the secrets of webhooks that stay", async () => {
    const { publish, renew, routing, clock } = setUp();
    await publish(draft(), "admin-1");
    clock.advance(1000);
    const { secret, version } = await renew("crm", "admin-2");
    expect([secret, version]).toEqual([webhookSecret(KEY, "crm", 2), 2]);
    const table = await publish({ ...draft("http://10.0.0.5:8080/in"), version: 2 }, "admin-1");
    expect(table).toMatchObject({
      version: 3,
      webhooks: { crm: { url: "http://10.0.0.5:8080/in", secretVersion: 2, secretSince: NOON + 1000 } },
    });
    expect(await routing.table(3)).toEqual(table);
  });

  it("is refused where it was edited from another version", async () => {
    const { publish } = setUp();
    await publish(draft(), "admin-1");
    await expect(publish({ ...draft(), version: 0 }, "admin-1")).rejects.toMatchObject({ code: "conflict" });
  });

  it("names each queue and URL that nothing could be delivered to", async () => {
    const { publish } = setUp();
    const elsewhere = aRoute({ targets: [{ type: "queue", arn: QUEUE.replace("crm", "erp") }] });
    const refused = publish({ ...draft("http://crm.example.com"), entries: [elsewhere] }, "admin-1");
    const issues = [{ path: "entries.0.targets.0.arn" }, { path: "webhooks.crm.url" }];
    await expect(refused).rejects.toMatchObject({ code: "invalid-input", details: { issues } });
  });

  it("keeps a webhook that published rules call, and says which", async () => {
    const { publish, rules, routing } = setUp();
    await publish(draft(), "admin-1");
    const call = (id: string, enabled = true) => aRule({ id, enabled, actions: [{ type: "webhook", webhook: "crm" }] });
    await rules.publish(aSnapshot(1, [aRule({ id: "free" }), call("one"), call("two"), call("off", false)]));
    const none = routingDraftSchema.parse({ entries: [] });
    await expect(publish(none, "admin-1")).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining("version 1 call it ('one', 'two')"),
      details: { issues: [{ path: "webhooks.crm" }] },
    });
    expect(await routing.version()).toBe(1);
    await rules.publish(aSnapshot(2, [call("off", false)]));
    expect(await publish(none, "admin-1")).toMatchObject({ version: 2, webhooks: {} });
  });

  it("reads no rules where no webhook goes", async () => {
    const { publish, rules } = setUp();
    const snapshot = vi.spyOn(rules, "snapshot");
    await publish(draft(), "admin-1");
    await publish(draft("https://crm.example.com/other"), "admin-1");
    expect(snapshot).not.toHaveBeenCalled();
  });

  it("gives no secret to a webhook that is not there", async () => {
    await expect(setUp().renew("crm", "admin-1")).rejects.toMatchObject({ code: "not-found" });
  });
});

describe("the current routing table", () => {
  const current = () => {
    const { routing, clock } = setUp();
    const observed = recordingObservability();
    return { ...observed, routing, clock, get: createCurrentRouting({ ...observed, routing, clock }) };
  };

  it("is the published one within 5 s, at the cost of one small read in three", async () => {
    const { routing, clock, get } = current();
    const version = vi.spyOn(routing, "version");
    expect((await get()).table.version).toBe(0);
    await routing.publish(aRoutingTable(1));
    await get();
    expect(version).toHaveBeenCalledTimes(1);
    clock.advance(3000);
    const [one, other] = await Promise.all([get(), get()]);
    expect(one.table).toEqual(aRoutingTable(1));
    expect(other).toBe(one);
    expect(version).toHaveBeenCalledTimes(2);
  });

  it("stays the one before where a new one cannot be read; without one the error is the caller's", async () => {
    const { routing, clock, get, counts } = current();
    const broken = vi.spyOn(routing, "version").mockRejectedValueOnce(new AppError("unavailable", "away"));
    await expect(get()).rejects.toMatchObject({ code: "unavailable" });
    const before = await get();
    clock.advance(5000);
    broken.mockRejectedValueOnce(new AppError("unavailable", "away"));
    expect(await get()).toBe(before);
    expect(counts.get("RoutingNotLoaded")).toBe(2);
  });
});
