import { describe, expect, it } from "vitest";
import { createMemoryCredentials } from "../../../../../shared/official/adapters/memory-credentials.ts";
import {
  createAppCredentials,
  createCallbackKeys,
} from "../../../../../shared/official/application/credentials/readers.ts";
import type { KeptCredential, KeptKeys } from "../../../../../shared/official/domain/kept-credentials.ts";
import { NOON } from "../../../../support/builders.ts";
import { fakeClock } from "../../../../support/fake-clock.ts";
import { recordingObservability } from "../../../../support/recording-observability.ts";

const keysOf = (appId: string, token = "aToken"): KeptKeys => ({
  mode: "plain",
  recipient: appId,
  replyMode: "customer-service",
  keys: [{ token, setAt: NOON }],
});

/** A container that reads keys; `reads` has what it asked of the table, `former` what of the one secret. */
function aContainer(rows = createMemoryCredentials<KeptKeys>()) {
  const clock = fakeClock();
  const observed = recordingObservability();
  const reads: string[] = [];
  const former: string[] = [];
  const down = { now: false };
  const of = createCallbackKeys({
    ...observed,
    clock,
    rows: {
      async get(appId) {
        reads.push(appId);
        if (down.now) throw new Error("the table is away");
        return rows.get(appId);
      },
    },
    async former(appId) {
      former.push(appId);
      return appId === "wx_former" ? keysOf(appId) : undefined;
    },
  });
  return { clock, observed, reads, former, down, rows, of };
}

describe("the callback keys of a container", () => {
  it("cost one read for each of 5,000 accounts when it is cold, and none when it is warm", async () => {
    const container = aContainer();
    const appIds = Array.from({ length: 5000 }, (_, index) => `wx${String(index).padStart(16, "0")}`);
    for (const appId of appIds) await container.rows.put(appId, keysOf(appId), 0);
    for (const appId of appIds) expect((await container.of(appId))?.recipient).toBe(appId);
    expect(container.reads).toEqual(appIds);
    for (const appId of appIds.toReversed()) expect((await container.of(appId))?.recipient).toBe(appId);
    expect(container.reads).toHaveLength(5000);
    expect(container.former).toEqual([]);
  });

  it("are shared by all that ask while they are read, and are read anew after a minute", async () => {
    const container = aContainer();
    await container.rows.put("wx_a", keysOf("wx_a"), 0);
    await Promise.all(Array.from({ length: 100 }, () => container.of("wx_a")));
    expect(container.reads).toHaveLength(1);
    await container.rows.put("wx_a", keysOf("wx_a", "another"), 1);
    container.clock.advance(59_999);
    expect((await container.of("wx_a"))?.keys[0]?.token).toBe("aToken");
    container.clock.advance(1);
    expect((await container.of("wx_a"))?.keys[0]?.token).toBe("another");
    expect(container.reads).toHaveLength(2);
  });

  it("are those of the one secret for an account without a row, which is asked for no other", async () => {
    const container = aContainer();
    expect((await container.of("wx_former"))?.recipient).toBe("wx_former");
    await container.rows.put("wx_former", keysOf("wx_former", "moved"), 0);
    container.clock.advance(60_000);
    expect((await container.of("wx_former"))?.keys[0]?.token).toBe("moved");
    await container.rows.put("wx_former", undefined, 1);
    container.clock.advance(60_000);
    expect(await container.of("wx_former")).toBeUndefined();
    expect(container.former).toEqual(["wx_former"]);
  });

  it("that are not there are not looked for again for five seconds", async () => {
    const container = aContainer();
    for (let asked = 0; asked < 100; asked += 1) expect(await container.of("wx_forged")).toBeUndefined();
    expect(container.reads).toEqual(["wx_forged"]);
    await container.rows.put("wx_forged", keysOf("wx_forged"), 0);
    container.clock.advance(5000);
    expect(await container.of("wx_forged")).toBeDefined();
  });

  it("are not pushed out by made-up accounts, of which few are remembered", async () => {
    const container = aContainer();
    await container.rows.put("wx_a", keysOf("wx_a"), 0);
    await container.of("wx_a");
    for (let index = 0; index < 20_000; index += 1) await container.of(`wx_forged_${index}`);
    container.reads.length = 0;
    await container.of("wx_a");
    await container.of("wx_forged_19999");
    expect(container.reads).toEqual([]);
    await container.of("wx_forged_0");
    expect(container.reads).toEqual(["wx_forged_0"]);
  });

  it("stay in force while they cannot be read, which is told and tried every ten seconds", async () => {
    const container = aContainer();
    await container.rows.put("wx_a", keysOf("wx_a"), 0);
    await container.of("wx_a");
    container.down.now = true;
    container.clock.advance(60_000);
    for (let asked = 0; asked < 10; asked += 1) expect((await container.of("wx_a"))?.keys).toHaveLength(1);
    expect(container.reads).toHaveLength(2);
    expect(container.observed.counts.get("CredentialsNotRefreshed")).toBe(1);
    expect(container.observed.lines).toMatchObject([
      { level: "error", message: expect.stringContaining("stay in force"), fields: { appId: "wx_a" } },
    ]);
    container.clock.advance(10_000);
    await container.of("wx_a");
    expect(container.reads).toHaveLength(3);
    await expect(container.of("wx_b")).rejects.toThrow("the table is away");
    expect(container.observed.counts.get("CredentialsNotRefreshed")).toBe(3);
  });

  it("that could not be read at first are looked for at once again", async () => {
    const container = aContainer();
    await container.rows.put("wx_a", keysOf("wx_a"), 0);
    container.down.now = true;
    await expect(container.of("wx_a")).rejects.toThrow("the table is away");
    container.down.now = false;
    expect(await container.of("wx_a")).toBeDefined();
  });
});

describe("the app credentials of a container", () => {
  const credential: KeptCredential = {
    kind: "secret",
    appSecret: "first",
    setAt: NOON,
    trial: { status: "verified", at: NOON },
  };

  it("are read anew after WeChat refused them, and stay in force where that fails", async () => {
    const rows = createMemoryCredentials<KeptCredential>();
    await rows.put("wx_a", credential, 0);
    let isDown = false;
    const credentials = createAppCredentials({
      ...recordingObservability(),
      clock: fakeClock(),
      rows: { get: (appId) => (isDown ? Promise.reject(new Error("away")) : rows.get(appId)) },
      former: async (appId) => (appId === "wx_former" ? { kind: "secret", appSecret: "former" } : undefined),
    });
    expect(await credentials.of("wx_a")).toMatchObject({ appSecret: "first" });
    await rows.put("wx_a", { ...credential, appSecret: "second" }, 1);
    expect(await credentials.of("wx_a")).toMatchObject({ appSecret: "first" });
    credentials.forget("wx_a");
    expect(await credentials.of("wx_a")).toMatchObject({ appSecret: "second" });
    isDown = true;
    credentials.forget("wx_a");
    expect(await credentials.of("wx_a")).toMatchObject({ appSecret: "second" });
    isDown = false;
    expect(await credentials.of("wx_former")).toMatchObject({ appSecret: "former" });
    expect(await credentials.of("wx_new")).toBeUndefined();
    await rows.put("wx_new", credential, 0);
    credentials.forget("wx_new");
    expect(await credentials.of("wx_new")).toMatchObject({ appSecret: "first" });
  });
});
