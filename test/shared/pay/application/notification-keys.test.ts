import { describe, expect, it } from "vitest";
import { AppError } from "../../../../shared/kernel/domain/errors.ts";
import { createMemoryCredentials } from "../../../../shared/official/adapters/memory-credentials.ts";
import { createNotificationKeys } from "../../../../shared/pay/application/notification-keys.ts";
import type { MerchantKeys } from "../../../../shared/pay/domain/merchant-keys.ts";
import { API_V3_KEY, MCH_ID } from "../../../support/a-pay-merchant.ts";
import { NOON } from "../../../support/builders.ts";
import { fakeClock } from "../../../support/fake-clock.ts";
import { recordingObservability } from "../../../support/recording-observability.ts";

const keys: MerchantKeys = {
  apiV3Key: API_V3_KEY,
  publicKeys: [{ id: "PUB_KEY_ID_0100", pem: "public" }],
  certificates: [{ serial: "5157F0", publicKey: "certified", notBefore: NOON, notAfter: NOON + 1 }],
};

function world() {
  const rows = createMemoryCredentials<MerchantKeys>();
  const clock = fakeClock(NOON);
  const observability = recordingObservability();
  const told = { reads: 0, fails: false };
  const keysOf = createNotificationKeys({
    ...observability,
    clock,
    rows: {
      async get(mchId) {
        told.reads += 1;
        if (told.fails) throw new AppError("unavailable", "DynamoDB is away");
        return rows.get(mchId);
      },
    },
  });
  return { rows, clock, told, keysOf, observability };
}

describe("the keys of a merchant's notifications", () => {
  it("are those of certificates and public keys, kept for a minute or until they are forgotten", async () => {
    const { rows, clock, told, keysOf } = world();
    await rows.put(MCH_ID, keys, 0);
    const expected = {
      mchId: MCH_ID,
      apiV3Key: API_V3_KEY,
      verifiers: [
        { serial: "PUB_KEY_ID_0100", publicKey: "public" },
        { serial: "5157F0", publicKey: "certified", notAfter: NOON + 1 },
      ],
    };
    for (let index = 0; index < 10; index += 1) expect(await keysOf.of(MCH_ID)).toEqual(expected);
    expect(told.reads).toBe(1);
    clock.advance(60_000);
    await keysOf.of(MCH_ID);
    expect(told.reads).toBe(2);
    keysOf.forget(MCH_ID);
    await keysOf.of(MCH_ID);
    expect(told.reads).toBe(3);
  });

  it("of no merchant are asked for once in five seconds, and those of a removed one are gone within a minute", async () => {
    const { rows, clock, told, keysOf } = world();
    for (let index = 0; index < 10; index += 1) expect(await keysOf.of(MCH_ID)).toBeUndefined();
    expect(told.reads).toBe(1);
    await rows.put(MCH_ID, keys, 0);
    clock.advance(5000);
    expect(await keysOf.of(MCH_ID)).toBeDefined();
    await rows.put(MCH_ID, undefined, 1);
    clock.advance(60_000);
    expect(await keysOf.of(MCH_ID)).toBeUndefined();
  });

  it("stay in force where they cannot be read, and are unavailable without earlier ones", async () => {
    const { rows, clock, told, keysOf, observability } = world();
    told.fails = true;
    await expect(keysOf.of(MCH_ID)).rejects.toMatchObject({ code: "unavailable" });
    told.fails = false;
    await rows.put(MCH_ID, keys, 0);
    await keysOf.of(MCH_ID);
    told.fails = true;
    clock.advance(60_000);
    expect(await keysOf.of(MCH_ID)).toMatchObject({ apiV3Key: API_V3_KEY });
    expect(observability.counts.get("MerchantKeysNotRefreshed")).toBe(2);
    expect(JSON.stringify(observability)).not.toContain(API_V3_KEY);
  });
});
