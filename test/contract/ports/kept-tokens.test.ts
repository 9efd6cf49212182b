import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { createAuthorizedCall } from "../../../shared/adapters/weixin/call/authorized-call.ts";
import { customerService } from "../../../shared/adapters/weixin/contract/modules/customer-service.ts";
import { createComponentTokenSource } from "../../../shared/adapters/weixin/tokens/component-token.ts";
import { createAccountTokens } from "../../../shared/official/application/account-tokens.ts";
import { createKeptTokens } from "../../../shared/official/application/kept-tokens.ts";
import type { TokenSource } from "../../../shared/official/application/ports/kept-tokens.ts";
import { keptTokenOf } from "../../../shared/official/domain/kept-token.ts";
import { TOKEN_RULES, type TokenKind, tokenKinds } from "../../../shared/official/domain/token-kinds.ts";
import { ACCOUNT, aTokenVendor, grantsOf, PLATFORM, sourcesOf } from "../../support/a-token-vendor.ts";
import { NOON } from "../../support/builders.ts";
import { fakeClock } from "../../support/fake-clock.ts";
import { withEveryCrash } from "../../support/faults.ts";
import { recordingObservability } from "../../support/recording-observability.ts";
import type { Storage } from "../../support/storage.ts";
import { onEveryStorage } from "./every-storage.ts";

/** WeChat, which ends the token before with each one that it gives; access tokens are given again until forced. */
function weChat(kind: TokenKind, clock: { now(): number }) {
  const calls: boolean[] = [];
  const { byForce } = TOKEN_RULES[kind].replacing;
  let current = "";
  const source: TokenSource = {
    async ask(_owner, force) {
      calls.push(force);
      if (!byForce || force || current === "") current = `token-${calls.length}`;
      return keptTokenOf(kind, current, 7200, clock.now());
    },
  };
  return { source, calls, current: () => current };
}

onEveryStorage("kept tokens whose holder dies", (fresh) => {
  it.each(tokenKinds)("(%s) at any call are got by the next one, and never the one that failed", async (kind) => {
    const store = (await fresh()).tokenStores[kind];
    const crashes = await withEveryCrash(async (crash, where) => {
      const owner = `wx_${where.replaceAll(" ", "_")}`;
      const clock = fakeClock(NOON);
      const { source, calls, current } = weChat(kind, clock);
      const deps = { clock, ...recordingObservability() };
      const failed = await createKeptTokens(kind, { store, source, ...deps }).get(owner);
      clock.advance(60_000);
      await createKeptTokens(kind, { ...deps, store: crash.port(store), source: crash.port(source) })
        .refreshed(owner, failed)
        .catch(() => "it died");
      clock.advance(Math.max(30_000, TOKEN_RULES[kind].replacing.pause));
      const next = await createKeptTokens(kind, { store, source, ...deps }).refreshed(owner, failed);
      expect(next, where).not.toBe(failed);
      expect(next, where).toBe(current());
      expect((await store.get(owner))?.token?.value, where).toBe(next);
      expect(calls.length, where).toBeLessThanOrEqual(TOKEN_RULES[kind].replacing.byForce ? 5 : 3);
    });
    expect(crashes).toBe(TOKEN_RULES[kind].replacing.byForce ? 6 : 5);
  });

  it.each(tokenKinds)("(%s) are not overwritten by one that wakes late", async (kind) => {
    const store = (await fresh()).tokenStores[kind];
    const clock = fakeClock(NOON);
    const { source, current } = weChat(kind, clock);
    const deps = { store, clock, ...recordingObservability() };
    const late: TokenSource = {
      async ask() {
        clock.advance(15_001);
        await createKeptTokens(kind, { ...deps, source }).get("wx_a");
        return keptTokenOf(kind, "late", 7200, clock.now());
      },
    };
    expect(await createKeptTokens(kind, { ...deps, source: late }).get("wx_a")).toBe(current());
    expect((await store.get("wx_a"))?.token?.value).toBe(current());
  });
});

const CONTAINERS = 10;
const SENDS = 50;

/** A container's own way to WeChat; WeChat and all rows are shared. */
function aContainer(
  { tokenStores }: Storage,
  vendor: ReturnType<typeof aTokenVendor>,
  grants: ReturnType<typeof grantsOf>,
  clock: { now(): number; sleep(ms: number): Promise<void> },
) {
  const deps = { call: vendor.call, now: clock.now };
  const rest = { clock, ...recordingObservability() };
  const component = createKeptTokens("component", {
    ...rest,
    store: tokenStores.component,
    source: createComponentTokenSource({ ...deps, grants: grants.component }),
  });
  const unused = { get: async () => expect.fail(), refreshed: async () => expect.fail() };
  const { authorizer: source } = sourcesOf(deps, grants, { account: unused, component });
  const authorizer = createKeptTokens("authorizer", { ...rest, store: tokenStores.authorizer, source });
  const tokens = createAccountTokens({
    credentials: { of: async () => ({ kind: "component", componentAppId: PLATFORM }) },
    access: unused,
    authorizer: async () => authorizer,
  });
  const call = createAuthorizedCall({ call: vendor.call, tokens });
  return (touser: string) => {
    const body = { touser, msgtype: "text" as const, text: { content: "您好" } };
    return call({ appId: ACCOUNT, endpoint: customerService.send, body, timeoutMs: () => 3000 });
  };
}

function aClock() {
  const startedAt = performance.now();
  return {
    now: () => NOON + Math.floor(performance.now() - startedAt),
    sleep: async (ms: number) => void (await sleep(ms)),
  };
}

onEveryStorage(`${CONTAINERS * SENDS} sends at once for an account of a third-party platform`, (fresh) => {
  it.each([
    ["that WeChat ended before their time", NOON + 7_200_000],
    ["that are over", NOON - 1],
  ])("with tokens %s ask for one of each, and each goes out once", async (_how, validUntil) => {
    const storage = await fresh();
    const clock = aClock();
    const vendor = aTokenVendor(clock);
    vendor.rules.oldRefreshTokenServes = false;
    const grants = grantsOf(vendor);
    for (const [kind, owner] of [
      ["component", PLATFORM],
      ["authorizer", ACCOUNT],
    ] as const) {
      const held = await storage.tokenStores[kind].acquire(owner, NOON + 1000, NOON);
      const token = { value: `${kind}-over`, validUntil, refreshAfter: validUntil };
      await storage.tokenStores[kind].put(owner, held?.epoch ?? expect.fail(), token);
    }
    const people = Array.from({ length: CONTAINERS * SENDS }, (_, at) => `openid-${at}`);
    const containers = Array.from({ length: CONTAINERS }, () => aContainer(storage, vendor, grants, clock));
    await Promise.all(people.map((person, at) => containers[at % CONTAINERS]?.(person)));
    expect(vendor.times("api_component_token")).toBe(1);
    // Once more where WeChat refuses the platform's token first.
    expect(vendor.times("api_authorizer_token")).toBe(validUntil > NOON ? 2 : 1);
    expect([...vendor.sent].sort()).toEqual([...people].sort());
    expect(grants.row.grant?.refreshToken).toBe(vendor.rules.newest);
  });
});
