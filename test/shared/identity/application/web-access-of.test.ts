import { expect, it } from "vitest";
import type { KeptWebAccess } from "../../../../shared/identity/application/ports/web-access.ts";
import { createWebAccessOf } from "../../../../shared/identity/application/web-access-of.ts";
import { NO_WEB_ACCESS, type WebAccess } from "../../../../shared/identity/domain/web-access.ts";
import { AppError } from "../../../../shared/kernel/domain/errors.ts";
import { NOON } from "../../../support/builders.ts";
import { recordingObservability } from "../../../support/recording-observability.ts";

const access: WebAccess = { ...NO_WEB_ACCESS, origins: ["https://shop.example"], delivery: "cookie" };

function reader(get: (appId: string) => Promise<KeptWebAccess | undefined>) {
  const observability = recordingObservability();
  let now = NOON;
  const clock = { now: () => now, sleep: async () => undefined };
  const of = createWebAccessOf({ ...observability, webAccess: { get }, clock });
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
