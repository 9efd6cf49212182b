import { expect, it } from "vitest";
import { createForgetPages, SIGN_INS_UNDER_WAY } from "../../../../shared/identity/application/forget-pages.ts";
import { createKeepWebAccess } from "../../../../shared/identity/application/keep-web-access.ts";
import type { WebAccess } from "../../../../shared/identity/domain/web-access.ts";
import { createRemoveAccount } from "../../../../shared/logins/application/remove-account.ts";
import { recordingDirectoryQueue } from "../../../support/a-directory.ts";
import { aSessionDesk, PERSON } from "../../../support/a-session-desk.ts";
import { anAccount } from "../../../support/builders.ts";
import { type crashAt, meanwhileAt, withEveryCrash } from "../../../support/faults.ts";

type Ports = Pick<ReturnType<typeof crashAt>, "port">;
const AS_THEY_ARE: Ports = { port: (target) => target };

const SHOP = PERSON.appId;
const ACCESS: WebAccess = {
  redirects: ["https://shop.example/account/"],
  origins: ["https://shop.example"],
  signedOrigins: ["https://shop.example"],
  delivery: "cookie",
};
const account = anAccount({ appId: SHOP, channel: "official" });

/** An account with web pages and a person who signed in there, and who removes it over ports that may die. */
async function aWorld() {
  const desk = aSessionDesk();
  const { accounts, webAccess, sessions: rows } = desk.storage;
  await accounts.register(account);
  await webAccess.put(SHOP, ACCESS, 0);
  const { token } = await desk.container().sessions.open(PERSON);

  function remove({ port }: Ports = AS_THEY_ARE): Promise<void> {
    const shared = { webAccess: port(webAccess), sessionRows: port(rows), clock: desk.clock };
    return createRemoveAccount({
      accounts: port(accounts),
      logout: () => expect.unreachable("an Official Account has no login"),
      directoryQueue: port(recordingDirectoryQueue().queue),
      accountCredentials: { forget: async () => {} },
      accountPages: { forget: createForgetPages(shared) },
      log: desk.observability.log,
    })(SHOP, false);
  }
  const keep = ({ port }: Ports = AS_THEY_ARE, revision?: number) =>
    createKeepWebAccess({ accounts: port(accounts), webAccess: port(webAccess) })(SHOP, ACCESS, revision);
  const allowed = async () => (await webAccess.get(SHOP))?.access.origins;
  const isSignedIn = async () => (await desk.container().sessions.read(SHOP, token)) !== undefined;
  const isThere = async () => (await accounts.get(SHOP))?.registered === true;
  return { desk, accounts, webAccess, remove, keep, allowed, isSignedIn, isThere };
}

it("a removed account's pages may ask nothing, and its people's sessions are over", async () => {
  const world = await aWorld();
  expect(await world.isSignedIn()).toBe(true);
  await world.remove();
  expect([await world.isThere(), await world.allowed(), await world.isSignedIn()]).toEqual([false, [], false]);
});

it("an account that is registered again has nothing of the former one's pages, and takes its own", async () => {
  const { accounts, remove, keep, allowed, isSignedIn } = await aWorld();
  await remove();
  await accounts.register(account);
  expect([await allowed(), await isSignedIn()]).toEqual([[], false]);
  await keep();
  expect([await allowed(), await isSignedIn()]).toEqual([ACCESS.origins, false]);
});

it("a container that knew the session refuses it within five seconds", async () => {
  const { desk, remove } = await aWorld();
  const { sessions } = desk.container();
  const { token } = await sessions.open(PERSON);
  expect(await sessions.read(SHOP, token)).toBeDefined();
  await remove();
  desk.clock.advance(5000);
  expect(await sessions.read(SHOP, token)).toBeUndefined();
});

it("a sign-in under way has no session after it, and one that begins later does", async () => {
  const { desk, remove } = await aWorld();
  await remove();
  const { sessions } = desk.container();
  desk.clock.advance(SIGN_INS_UNDER_WAY - 1);
  const late = await sessions.open(PERSON);
  expect(await sessions.read(SHOP, late.token)).toBeUndefined();
  desk.clock.advance(1);
  const next = await sessions.open(PERSON);
  expect(await sessions.read(SHOP, next.token)).toBeDefined();
});

it("nothing is left without its account, wherever the process dies", async () => {
  const calls = await withEveryCrash(async (crash, where) => {
    const { remove, allowed, isSignedIn, isThere } = await aWorld();
    await remove(crash).catch(() => "it died");
    if (await isThere()) await remove();
    expect([await isThere(), await allowed(), await isSignedIn()], where).toEqual([false, [], false]);
  });
  expect(calls).toBeGreaterThan(7);
});

it.each([[1], [undefined]])(
  "what is kept before any call of the removal goes with it (revision %s)",
  async (revision) => {
    for (let n = 0, reached = true; reached; n++) {
      const { remove, keep, allowed, isThere } = await aWorld();
      const meanwhile = meanwhileAt(n, () => keep(AS_THEY_ARE, revision).then(ignore, ignore));
      await remove(meanwhile);
      reached = meanwhile.reached();
      expect([await isThere(), await allowed()], `call ${n}`).toEqual([false, []]);
    }
  },
);

it.each([[1], [2], [3], [undefined]])(
  "a change that a removal breaks in two brings nothing back (revision %s)",
  async (revision) => {
    for (let n = 0, reached = true; reached; n++) {
      const { remove, keep, allowed, isThere } = await aWorld();
      const meanwhile = meanwhileAt(n, () => remove());
      const kept = await keep(meanwhile, revision).then(ignore, (error: unknown) => error);
      reached = meanwhile.reached();
      if (!reached) continue;
      expect(kept, `call ${n}`).toMatchObject({ code: expect.stringMatching(/^(conflict|not-found)$/) });
      expect([await isThere(), await allowed()], `call ${n}`).toEqual([false, []]);
    }
  },
);

it("a row that others change again and again is told as such", async () => {
  const { desk, webAccess } = await aWorld();
  const forget = createForgetPages({
    webAccess: { ...webAccess, put: async () => false },
    sessionRows: desk.storage.sessions,
    clock: desk.clock,
  });
  await expect(forget(SHOP)).rejects.toMatchObject({ code: "conflict", retryable: true, details: { appId: SHOP } });
});

function ignore(): void {}
