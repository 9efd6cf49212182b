import { expect, it } from "vitest";
import { createRemoveAccount } from "../../../../shared/logins/application/remove-account.ts";
import { createForgetCredentials } from "../../../../shared/official/application/credentials/forget-credentials.ts";
import { createSetCredentials } from "../../../../shared/official/application/credentials/set-credentials.ts";
import { OFFICIAL_APP as APP, aCredentialDesk, WHOLE } from "../../../support/a-credential-desk.ts";
import { recordingDirectoryQueue } from "../../../support/a-directory.ts";
import { anAccount } from "../../../support/builders.ts";
import { type crashAt, meanwhileAt, withEveryCrash } from "../../../support/faults.ts";

type Ports = Pick<ReturnType<typeof crashAt>, "port">;
const AS_THEY_ARE: Ports = { port: (target) => target };

/** An Official Account with credentials, and who removes it over ports that may die. */
async function aWorld() {
  const desk = aCredentialDesk();
  const { accounts } = desk.deps;
  await desk.set(APP, WHOLE);

  function remove({ port }: Ports = AS_THEY_ARE): Promise<void> {
    const forget = createForgetCredentials({ keys: port(desk.keys), secrets: port(desk.secrets) });
    return createRemoveAccount({
      accounts: port(accounts),
      logout: () => expect.unreachable("an Official Account has no login"),
      directoryQueue: port(recordingDirectoryQueue().queue),
      accountCredentials: { forget },
      accountPages: { forget: async () => {} },
      log: desk.observed.log,
    })(APP, false);
  }
  const kept = async () => [await desk.keys.get(APP), await desk.secrets.get(APP)].filter((row) => row?.value);
  const isThere = async () => (await accounts.get(APP)) !== undefined;
  return { desk, accounts, remove, kept, isThere };
}

it("removes the credentials with the account", async () => {
  const { remove, kept, isThere } = await aWorld();
  await remove();
  expect(await isThere()).toBe(false);
  expect(await kept()).toEqual([]);
});

it("never leaves credentials without their account, wherever the process dies", async () => {
  const calls = await withEveryCrash(async (crash, where) => {
    const { remove, kept, isThere } = await aWorld();
    await remove(crash).catch(() => "it died");
    if (await isThere()) await remove();
    expect(await isThere(), where).toBe(false);
    expect(await kept(), where).toEqual([]);
  });
  expect(calls).toBeGreaterThan(9);
});

it("leaves no credentials that are set before any of its calls", async () => {
  for (let n = 0, reached = true; reached; n++) {
    const { desk, remove, kept, isThere } = await aWorld();
    const meanwhile = meanwhileAt(n, () => desk.set(APP, { token: "another" }).then(ignore, ignore));
    await remove(meanwhile);
    reached = meanwhile.reached();
    expect(await isThere(), `call ${n}`).toBe(false);
    expect(await kept(), `call ${n}`).toEqual([]);
  }
});

it("leaves no credentials whose change is broken in two by the removal", async () => {
  for (let n = 0, reached = true; reached; n++) {
    const { desk, remove, kept, isThere } = await aWorld();
    const meanwhile = meanwhileAt(n, () => remove());
    const { port } = meanwhile;
    const set = createSetCredentials({
      ...desk.deps,
      accounts: port(desk.deps.accounts),
      keys: port(desk.keys),
      secrets: port(desk.secrets),
    });
    const changed = await set(APP, { token: "another", appSecret: "secret-2" }).then(ignore, (error: unknown) => error);
    reached = meanwhile.reached();
    if (!reached) continue;
    expect(changed, `call ${n}`).toMatchObject({ code: expect.stringMatching(/^(conflict|not-found)$/) });
    expect(await isThere(), `call ${n}`).toBe(false);
    expect(await kept(), `call ${n}`).toEqual([]);
  }
});

it("takes a new account of the same appId without the former credentials", async () => {
  const { desk, accounts, remove, kept } = await aWorld();
  await remove();
  await accounts.register(anAccount({ appId: APP, channel: "official" }));
  expect(await kept()).toEqual([]);
  expect((await desk.set(APP, WHOLE)).revision).toBe("4.4");
});

it("says that credentials which others change again and again could not be removed", async () => {
  const { desk, accounts } = await aWorld();
  const forget = createForgetCredentials({ keys: { ...desk.keys, put: async () => false }, secrets: desk.secrets });
  await expect(forget(APP)).rejects.toMatchObject({ code: "conflict", retryable: true, details: { appId: APP } });
  expect(await accounts.get(APP)).toBeDefined();
});

function ignore(): void {}
