import { expect, it } from "vitest";
import { createMemoryAccounts } from "../../../../shared/accounts/adapters/memory-accounts.ts";
import type { KeptWebAccess } from "../../../../shared/identity/application/ports/web-access.ts";
import { createWebAccessOf } from "../../../../shared/identity/application/web-access-of.ts";
import { NO_WEB_ACCESS, type WebAccess } from "../../../../shared/identity/domain/web-access.ts";
import { AppError } from "../../../../shared/kernel/domain/errors.ts";
import { anAccount, NOON } from "../../../support/builders.ts";
import { recordingObservability } from "../../../support/recording-observability.ts";

const access: WebAccess = { ...NO_WEB_ACCESS, origins: ["https://shop.example"], delivery: "cookie" };

const fleet = () =>
  createMemoryAccounts([
    anAccount({ appId: "wx_shop", channel: "official" }),
    anAccount({ appId: "wx_mini", channel: "mini-program" }),
    anAccount({ appId: "wx_personal" }),
    anAccount({ appId: "wx_heard_of", channel: "official", registered: false }),
  ]);

function reader(get: (appId: string) => Promise<KeptWebAccess | undefined>, accounts = fleet()) {
  const observability = recordingObservability();
  let now = NOON;
  const clock = { now: () => now, sleep: async () => undefined };
  const of = createWebAccessOf({ ...observability, webAccess: { get }, accounts, clock });
  function advance(ms: number): void {
    now += ms;
  }
  return { of, observability, advance };
}

it("a container asks once in three seconds, and sees a change after them", async () => {
  let asked = 0;
  let kept: KeptWebAccess | undefined;
  const { of, advance } = reader(async () => {
    asked++;
    return kept;
  });
  expect(await of("wx_shop")).toEqual(NO_WEB_ACCESS);
  kept = { access, revision: 1 };
  advance(2999);
  expect(await of("wx_shop")).toEqual(NO_WEB_ACCESS);
  advance(1);
  expect(await of("wx_shop")).toEqual(access);
  expect(asked).toBe(2);
});

it("a row that is not readable allows nothing, is told, and harms no other account", async () => {
  const { of, observability } = reader(async (appId) => {
    if (appId === "wx_broken") throw new AppError("internal", "a stored item is not readable: access");
    return { access, revision: 1 };
  });
  expect(await of("wx_broken")).toEqual(NO_WEB_ACCESS);
  expect(await of("wx_shop")).toEqual(access);
  expect(observability.counts.get("WebAccessUnreadable")).toBe(1);
});

it("an outage is an error that is asked about again, never an answer that nothing is allowed", async () => {
  let fails = true;
  const { of } = reader(async () => {
    if (fails) throw new AppError("unavailable", "DynamoDB is not available", { retryable: true });
    return { access, revision: 1 };
  });
  await expect(of("wx_shop")).rejects.toMatchObject({ code: "unavailable" });
  fails = false;
  expect(await of("wx_shop")).toEqual(access);
});

it("what is kept holds for registered accounts, and of it what WeChat knows for their channel", async () => {
  const all: WebAccess = {
    redirects: ["https://shop.example/"],
    origins: ["https://shop.example"],
    signedOrigins: ["https://shop.example"],
    delivery: "cookie",
  };
  const { of } = reader(async () => ({ access: all, revision: 1 }));
  expect(await of("wx_shop")).toEqual(all);
  expect(await of("wx_mini")).toEqual({ ...all, redirects: [], signedOrigins: [] });
  for (const appId of ["wx_personal", "wx_heard_of", "wx_unknown"]) expect(await of(appId)).toEqual(NO_WEB_ACCESS);
});

it("a removed account allows nothing, though its row stays", async () => {
  const accounts = fleet();
  const { of, advance } = reader(async () => ({ access, revision: 1 }), accounts);
  expect(await of("wx_shop")).toEqual(access);
  await accounts.remove("wx_shop");
  advance(3000);
  expect(await of("wx_shop")).toEqual(NO_WEB_ACCESS);
});

it("an account that nobody set up is not looked up", async () => {
  const get = () => Promise.reject(new Error("it was looked up"));
  const { of, observability } = reader(async () => undefined, { ...fleet(), get });
  expect(await of("wx_unknown")).toEqual(NO_WEB_ACCESS);
  expect(observability.counts.size).toBe(0);
});

it("an account's row that is not readable allows nothing, and is told", async () => {
  const get = () => Promise.reject(new AppError("internal", "a stored item is not readable: state"));
  const { of, observability } = reader(async () => ({ access, revision: 1 }), { ...fleet(), get });
  expect(await of("wx_shop")).toEqual(NO_WEB_ACCESS);
  expect(observability.counts.get("WebAccessUnreadable")).toBe(1);
});
