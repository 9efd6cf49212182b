import { describe, expect, it } from "vitest";
import { AppError } from "../../../../shared/kernel/domain/errors.ts";
import { createMemoryTokenStore } from "../../../../shared/official/adapters/memory-token-store.ts";
import { createKeptTokens } from "../../../../shared/official/application/kept-tokens.ts";
import { keptTokenOf } from "../../../../shared/official/domain/kept-token.ts";
import { TOKEN_RULES, tokenKinds } from "../../../../shared/official/domain/token-kinds.ts";
import { fakeClock } from "../../../support/fake-clock.ts";
import { recordingObservability } from "../../../support/recording-observability.ts";

const OWNER = "wx_a";
const kinds = tokenKinds.filter((kind) => !TOKEN_RULES[kind].replacing.byForce);

function setUp(kind: (typeof kinds)[number]) {
  const clock = fakeClock();
  const store = createMemoryTokenStore();
  const observed = recordingObservability();
  const vendor = { asked: [] as boolean[], gives: undefined as string | undefined, down: false };
  const source = {
    async ask(_owner: string, force: boolean) {
      vendor.asked.push(force);
      if (vendor.down) throw new AppError("unreachable", "no answer", { retryable: true });
      return keptTokenOf(kind, vendor.gives ?? `token-${vendor.asked.length}`, 7200, clock.now());
    },
  };
  const container = () => createKeptTokens(kind, { store, source, clock, ...observed });
  return { clock, store, vendor, container, ...observed };
}

describe.each(kinds)("tokens of the kind %s", (kind) => {
  const { pause } = TOKEN_RULES[kind].replacing;

  it("are replaced by asking again, never by force", async () => {
    const { container, vendor, counts } = setUp(kind);
    const failed = await container().get(OWNER);
    expect(await container().refreshed(OWNER, failed)).toBe("token-2");
    expect(vendor.asked).toEqual([false, false]);
    expect(counts.get(`TokenRefreshed{"kind":"${kind}","mode":"replaced"}`)).toBe(1);
  });

  it("that failed because they were over are no replacement", async () => {
    const { container, clock, store } = setUp(kind);
    const failed = await container().get(OWNER);
    clock.advance(7_200_000);
    expect(await container().refreshed(OWNER, failed)).toBe("token-2");
    expect((await store.get(OWNER))?.replaced).toBeUndefined();
  });

  it("are not replaced twice within the kind's pause", async () => {
    const { container, clock, vendor } = setUp(kind);
    const second = await container().refreshed(OWNER, await container().get(OWNER));
    clock.advance(pause - 1);
    await expect(container().refreshed(OWNER, second)).rejects.toMatchObject({
      code: "throttled",
      retryable: true,
      details: { appId: OWNER, kind, cause: "account-refused" },
    });
    expect(vendor.asked).toHaveLength(2);
    clock.advance(1);
    expect(await container().refreshed(OWNER, second)).toBe("token-3");
  });

  it("are replaced once a pause for as long as that goes on: no run of replacements uses a day's limit up", async () => {
    const { container, clock, vendor } = setUp(kind);
    let token = await container().get(OWNER);
    for (let count = 0; count < 150; count++) {
      clock.advance(pause);
      token = await container().refreshed(OWNER, token);
    }
    expect(token).toBe("token-151");
    expect(vendor.asked).toHaveLength(151);
  });

  it("that WeChat gives again although they failed are no answer", async () => {
    const { container, vendor } = setUp(kind);
    vendor.gives = "the same";
    const failed = await container().get(OWNER);
    await expect(container().refreshed(OWNER, failed)).rejects.toThrow("the very token that failed");
    await expect(container().refreshed(OWNER, failed)).rejects.toThrow("no other may be asked for now");
    expect(vendor.asked).toHaveLength(2);
    expect(await container().get(OWNER)).toBe("the same");
  });

  it("serve on while they cannot be renewed, for as long as the kind's old ones surely do", async () => {
    const { container, clock, vendor } = setUp(kind);
    const tokens = container();
    await tokens.get(OWNER);
    clock.advance(7_000_000);
    vendor.down = true;
    expect(await tokens.get(OWNER)).toBe("token-1");
    clock.advance(TOKEN_RULES[kind].useOldFor - 1);
    expect(await tokens.get(OWNER)).toBe("token-1");
    expect(vendor.asked).toHaveLength(2);
    vendor.down = false;
    clock.advance(1);
    expect(await tokens.get(OWNER)).toBe("token-3");
  });
});
