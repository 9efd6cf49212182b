import { describe, expect, it } from "vitest";
import { createComponentTokenSource } from "../../../../../shared/adapters/weixin/tokens/component-token.ts";
import { createMemoryTokenStore } from "../../../../../shared/official/adapters/memory-token-store.ts";
import { createKeptTokens } from "../../../../../shared/official/application/kept-tokens.ts";
import { ACCOUNT, aTokenVendor, grantsOf, sourcesOf } from "../../../../support/a-token-vendor.ts";
import { fakeClock } from "../../../../support/fake-clock.ts";
import { withEveryCrash } from "../../../../support/faults.ts";
import { recordingObservability } from "../../../../support/recording-observability.ts";

const HOUR = 3_600_000;
const whole = { port: <T extends object>(port: T): T => port };

function setUp() {
  const clock = fakeClock();
  const vendor = aTokenVendor(clock);
  const grants = grantsOf(vendor);
  let stores = { component: createMemoryTokenStore(), authorizer: createMemoryTokenStore() };
  /** `by`: what stands before all ports of a container. */
  function container(by: Pick<typeof whole, "port"> = whole) {
    const { call } = by.port({ call: vendor.call });
    const deps = { call, now: clock.now };
    const seen = { component: by.port(grants.component), authorizer: by.port(grants.authorizer) };
    const rest = { clock, ...recordingObservability() };
    const component = createKeptTokens("component", {
      ...rest,
      store: by.port(stores.component),
      source: createComponentTokenSource({ ...deps, grants: seen.component }),
    });
    const { authorizer } = sourcesOf(deps, seen, { account: component, component });
    return createKeptTokens("authorizer", { ...rest, store: by.port(stores.authorizer), source: authorizer });
  }
  const emptyState = () => {
    stores = { component: createMemoryTokenStore(), authorizer: createMemoryTokenStore() };
  };
  return { clock, vendor, grants, container, emptyState };
}

describe("an authorized account", () => {
  it.each([
    ["goes on taking the refresh token before", true],
    ["takes the newest refresh token only", false],
  ])("gets its tokens after a process died at any call, where WeChat %s", async (_how, oldRefreshTokenServes) => {
    const crashes = await withEveryCrash(async (crash, where) => {
      const { clock, vendor, grants, container } = setUp();
      vendor.rules.oldRefreshTokenServes = oldRefreshTokenServes;
      await container(crash)
        .get(ACCOUNT)
        .catch(() => "it died");
      clock.advance(30_000);
      expect(vendor.isGood(await container().get(ACCOUNT)), where).toBe(true);
      expect(grants.row.lost, where).toEqual([]);
      const stored = grants.row.grant?.refreshToken;
      if (oldRefreshTokenServes) expect(stored, where).toMatch(/^refresh-/);
      else expect(stored, where).toBe(vendor.rules.newest);
      clock.advance(2 * HOUR);
      expect(vendor.isGood(await container().get(ACCOUNT)), where).toBe(true);
      expect(grants.row.grant, where).toMatchObject({ state: "authorized", refreshToken: vendor.rules.newest });
    });
    expect(crashes).toBe(11);
  });

  it("misses no token in the eleven hours in which no verify ticket comes", async () => {
    const { clock, vendor, container } = setUp();
    const tokens = container();
    for (let minutes = 0; minutes <= 11 * 60; minutes += 5) {
      expect(vendor.isGood(await tokens.get(ACCOUNT)), `after ${minutes} min`).toBe(true);
      clock.advance(300_000);
    }
    expect(vendor.times("api_component_token")).toBe(6);
    expect(vendor.times("api_authorizer_token")).toBe(6);
  });

  it("goes on where the table of tokens was emptied", async () => {
    const { vendor, container, emptyState } = setUp();
    vendor.rules.oldRefreshTokenServes = false;
    await container().get(ACCOUNT);
    emptyState();
    expect(vendor.isGood(await container().get(ACCOUNT))).toBe(true);
  });
});
