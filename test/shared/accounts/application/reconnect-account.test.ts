import { describe, expect, it } from "vitest";
import { createMemoryAccounts } from "../../../../shared/accounts/adapters/memory-accounts.ts";
import type { Connection } from "../../../../shared/accounts/application/ports/connections.ts";
import { createReconnectAccount } from "../../../../shared/accounts/application/reconnect-account.ts";
import { newAccount } from "../../../../shared/accounts/domain/account.ts";
import { AppError } from "../../../../shared/kernel/domain/errors.ts";
import { aMover } from "../../../support/a-mover.ts";
import { anAccount } from "../../../support/builders.ts";

type Gateway = { reconnect?: () => Promise<void>; checkOnline?: () => Promise<Connection> };

function setUp({ reconnect, checkOnline }: Gateway = {}, changes: Parameters<typeof anAccount>[0] = {}) {
  const accounts = createMemoryAccounts([anAccount({ state: "RECONNECTING", epoch: 4, ...changes })]);
  const calls: string[] = [];
  const mover = aMover(accounts);
  const run = createReconnectAccount({
    ...mover,
    accounts,
    connections: {
      reconnect: async (appId) => {
        calls.push(`reconnect ${appId}`);
        await reconnect?.();
      },
      checkOnline: async (appId) => {
        calls.push(`check ${appId}`);
        return (await checkOnline?.()) ?? "offline";
      },
    },
  });
  return { ...mover, accounts, calls, run: (attempt: number) => run({ ...task, attempt }) };
}

const task = { type: "reconnect" as const, appId: "wx_app_1", epoch: 4, attempt: 1 };

describe("a try to reconnect", () => {
  it("that was left over from a life before the account was removed is none of the account that is registered now", async () => {
    const accounts = createMemoryAccounts();
    const { clock, tasks, ...mover } = aMover(accounts);
    const asked: string[] = [];
    const connections = {
      reconnect: async (appId: string) => void asked.push(appId),
      checkOnline: async () => "online" as const,
    };
    const reconnect = createReconnectAccount({ ...mover, tasks, accounts, connections });
    const fall = async () => {
      const account = newAccount({ appId: "wx_app_1", name: "Shop" }, clock.now());
      await accounts.register(account);
      await mover.move(account, { type: "found-online", by: "operator" });
      const online = await accounts.get("wx_app_1");
      await mover.move(online ?? account, { type: "found-offline", by: "beat-failed" });
      return tasks.added.at(-1)?.task;
    };
    const left = await fall();
    await accounts.remove("wx_app_1");
    clock.advance(1000);
    const current = await fall();
    if (left?.type !== "reconnect" || current?.type !== "reconnect") throw new Error("a try is queued");
    await reconnect(left);
    expect(asked).toEqual([]);
    await reconnect(current);
    expect(asked).toEqual(["wx_app_1"]);
  });

  it("renews the connection before it asks, and moves the account to ONLINE", async () => {
    const { run, calls, accounts, tasks } = setUp({ checkOnline: async () => "online" });
    await run(1);
    expect(calls).toEqual(["reconnect wx_app_1", "check wx_app_1"]);
    expect(await accounts.get("wx_app_1")).toMatchObject({ state: "ONLINE", epoch: 5 });
    expect(tasks.added).toEqual([]);
  });

  it("that does not help is followed by the next, after 2, 4, 8 and 16 s, and by ERROR after the fifth", async () => {
    const { run, tasks, accounts, events } = setUp();
    for (let attempt = 1; attempt <= 5; attempt++) await run(attempt);
    expect(tasks.added.map(({ delaySeconds }) => delaySeconds)).toEqual([2, 4, 8, 16]);
    expect(tasks.added.map(({ task: next }) => next)).toEqual([2, 3, 4, 5].map((attempt) => ({ ...task, attempt })));
    expect(await accounts.get("wx_app_1")).toMatchObject({
      state: "ERROR",
      reason: { code: "reconnect-exhausted" },
    });
    expect(events.types()).toEqual(["AccountStateChanged", "ReconnectExhausted"]);
  });

  it.each([
    ["unreachable", "no answer"],
    ["throttled", "频繁"],
    ["unavailable", "ret -1 系统繁忙", { cause: "busy" }],
  ] as const)(
    "counts where the gateway is %s, and ERROR tells its words",
    async (code, words, details: Readonly<Record<string, unknown>> = {}) => {
      const no = () => Promise.reject(new AppError(code, words, { details }));
      const { run, accounts, tasks } = setUp({ reconnect: no, checkOnline: no });
      await run(1);
      expect(tasks.added).toHaveLength(1);
      await run(5);
      expect((await accounts.get("wx_app_1"))?.reason?.message).toContain(words);
    },
  );

  it.each(["banned", "device-gone"] as const)("ends where the account is %s", async (connection) => {
    const { run, accounts, tasks } = setUp({ checkOnline: async () => connection });
    await run(1);
    expect(await accounts.get("wx_app_1")).toMatchObject({ state: "ERROR", reason: { code: connection } });
    expect(tasks.added).toEqual([]);
  });

  it.each([{ epoch: 5 }, { state: "ONLINE" as const }])(
    "of another time is dropped without a call (%o)",
    async (now) => {
      const { run, calls, counts } = setUp({}, now);
      await run(1);
      expect(calls).toEqual([]);
      expect(counts.get('TaskStale{"task":"reconnect"}')).toBe(1);
    },
  );

  it("goes back to the queue for trouble of our own", async () => {
    const { run } = setUp({ reconnect: () => Promise.reject(new AppError("internal", "the secret is unreadable")) });
    await expect(run(1)).rejects.toMatchObject({ code: "internal" });
  });
});
