import { describe, expect, it } from "vitest";
import { AppError } from "../../../../../shared/kernel/domain/errors.ts";
import { createKeepTriedToken } from "../../../../../shared/official/application/credentials/keep-tried-token.ts";
import { createRemoveCredentials } from "../../../../../shared/official/application/credentials/remove-credentials.ts";
import { createSetCredentials } from "../../../../../shared/official/application/credentials/set-credentials.ts";
import { fingerprintOf } from "../../../../../shared/official/domain/kept-credentials.ts";
import { AES_KEY, OFFICIAL_APP as APP, aCredentialDesk, WHOLE } from "../../../../support/a-credential-desk.ts";
import { anAccount, NOON } from "../../../../support/builders.ts";

describe("setting an account's credentials", () => {
  it("tries the secret, keeps both rows, and tells no secret", async () => {
    const desk = aCredentialDesk();
    const overview = await desk.set(APP, WHOLE);
    expect(overview).toEqual({
      appId: APP,
      revision: "1.1",
      callbacks: {
        mode: "safe",
        replyMode: "customer-service",
        keys: [{ fingerprint: fingerprintOf(APP, "aToken", AES_KEY), setAt: NOON }],
      },
      calls: {
        by: "secret",
        fingerprint: fingerprintOf(APP, "secret-1"),
        setAt: NOON,
        status: "verified",
        triedAt: NOON,
      },
    });
    expect((await desk.keys.get(APP))?.value).toMatchObject({ recipient: APP, keys: [{ token: "aToken" }] });
    expect(desk.tries).toEqual(["secret-1"]);
    expect(desk.observed.counts.get('AppSecretTried{"result":"verified"}')).toBe(1);
  });

  it("keeps the token that the try brought, so that the first message asks for no other", async () => {
    const desk = aCredentialDesk();
    await desk.set(APP, WHOLE);
    expect((await desk.store.get(APP))?.token?.value).toBe("token-1");
  });

  it("does without that token where another process renews it, or it cannot be kept", async () => {
    const desk = aCredentialDesk();
    await desk.store.acquire(APP, NOON + 10_000, NOON);
    expect((await desk.set(APP, WHOLE)).calls).toMatchObject({ status: "verified" });
    expect((await desk.store.get(APP))?.token).toBeUndefined();
    const store = { ...desk.store, acquire: () => Promise.reject(new AppError("unavailable", "down")) };
    const keepTriedToken = createKeepTriedToken({ store, clock: desk.clock, log: desk.observed.log });
    const set = createSetCredentials({ ...desk.deps, keepTriedToken });
    expect((await set(APP, { appSecret: "secret-2" })).calls).toMatchObject({ status: "verified" });
    expect(desk.observed.lines).toMatchObject([{ level: "error", fields: { appId: APP } }]);
  });

  it.each([40001, 40013, 40125])(
    "refuses a secret that WeChat refuses (%d), and all stays as it was",
    async (errcode) => {
      const desk = aCredentialDesk();
      const before = await desk.set(APP, WHOLE);
      desk.trial.now = { result: "refused", words: "AppSecret 不对", errcode };
      const refused = desk.set(APP, { appSecret: "secret-2", token: "another" });
      await expect(refused).rejects.toMatchObject({ code: "unprocessable", details: { appId: APP, errcode } });
      await expect(refused).rejects.toThrow("微信不接受这个 AppSecret，原有的凭证保持不变：AppSecret 不对");
      expect(await desk.set(APP, { lanes: null })).toEqual(before);
      expect((await desk.secrets.get(APP))?.value).toMatchObject({ appSecret: "secret-1" });
    },
  );

  it("keeps a secret that could not be tried, with WeChat's words, until a try says more", async () => {
    const desk = aCredentialDesk();
    desk.trial.now = { result: "unverified", words: "IP 不在白名单里", errcode: 40164 };
    expect((await desk.set(APP, WHOLE)).calls).toMatchObject({
      status: "unverified",
      triedAt: NOON,
      errcode: 40164,
      words: "IP 不在白名单里",
    });
    expect(desk.observed.lines).toMatchObject([{ level: "warn", fields: { appId: APP, errcode: 40164 } }]);
    desk.clock.advance(5000);
    desk.trial.now = { result: "unverified", words: "timeout" };
    expect((await desk.set(APP, { appSecret: "secret-1" })).calls).toMatchObject({ words: "timeout", setAt: NOON });
    desk.trial.now = aCredentialDesk().trial.now;
    const verified = await desk.set(APP, { appSecret: "secret-1" });
    expect(verified).toMatchObject({
      revision: "1.3",
      calls: { status: "verified", triedAt: NOON + 5000, setAt: NOON },
    });
    expect(verified.calls).not.toHaveProperty("words");
  });

  it("leaves what is not named, and writes nothing where nothing changes", async () => {
    const desk = aCredentialDesk();
    await desk.set(APP, { ...WHOLE, replyMode: "both" });
    const { encodingAesKey, mode, token } = WHOLE;
    expect(await desk.set(APP, { token, encodingAesKey, mode })).toMatchObject({ revision: "1.1" });
    const changed = await desk.set(APP, { token: "newToken", keepOldFor: 60 });
    expect(changed).toMatchObject({ revision: "2.1", callbacks: { mode: "safe", replyMode: "both" } });
    expect(changed.callbacks?.keys).toEqual([
      { fingerprint: fingerprintOf(APP, "newToken", AES_KEY), setAt: NOON },
      { fingerprint: fingerprintOf(APP, "aToken", AES_KEY), setAt: NOON, until: NOON + 60_000 },
    ]);
    expect(desk.tries).toEqual(["secret-1"]);
  });

  it("hands an account to a third-party platform and takes it back", async () => {
    const desk = aCredentialDesk();
    await desk.set(APP, { ...WHOLE, lanes: 3 });
    const given = await desk.set(APP, { component: "wx_platform" });
    expect(given).toMatchObject({
      revision: "2.2",
      callbacks: { lanes: 3, keys: [] },
      calls: { by: "component", component: "wx_platform" },
    });
    expect((await desk.keys.get(APP))?.value?.recipient).toBe("wx_platform");
    expect(await desk.set(APP, { component: "wx_platform" })).toEqual(given);
    expect(await desk.set(APP, { replyMode: "passive" })).toMatchObject({
      callbacks: { replyMode: "passive", keys: [] },
    });
    const back = await desk.set(APP, WHOLE);
    expect(back).toMatchObject({ callbacks: { lanes: 3, replyMode: "passive" }, calls: { by: "secret" } });
    expect((await desk.keys.get(APP))?.value?.recipient).toBe(APP);
  });

  it("is for registered accounts of WeChat's open platform", async () => {
    const personal = anAccount({ appId: "wx_person" });
    const seen = anAccount({ appId: "wx_seen", channel: "official", registered: false });
    const desk = aCredentialDesk([personal, seen]);
    await expect(desk.set("wx_other", WHOLE)).rejects.toMatchObject({ code: "not-found" });
    await expect(desk.set("wx_seen", WHOLE)).rejects.toMatchObject({ code: "not-found" });
    await expect(desk.set("wx_person", WHOLE)).rejects.toMatchObject({ code: "conflict" });
    await expect(desk.set("wx_person", WHOLE)).rejects.toThrow("'wx_person' is a personal account");
    expect(desk.tries).toEqual([]);
  });

  it("is done from the revision that the operator saw, and from no other", async () => {
    const desk = aCredentialDesk();
    await desk.set(APP, { ...WHOLE, revision: "0.0" });
    await expect(desk.set(APP, { token: "late", revision: "0.0" })).rejects.toMatchObject({ code: "conflict" });
    expect(await desk.set(APP, { token: "inTime", revision: "1.1" })).toMatchObject({ revision: "2.1" });
    expect(desk.tries).toEqual(["secret-1"]);
  });

  it("of ten that change the same key at once lets one through, and tells the others", async () => {
    const desk = aCredentialDesk();
    await desk.set(APP, WHOLE);
    const changes = Array.from({ length: 10 }, (_, index) =>
      desk.set(APP, { token: `token${index}` }).then(
        () => "done",
        (error) => error.code,
      ),
    );
    expect((await Promise.all(changes)).toSorted()).toEqual([...Array(9).fill("conflict"), "done"]);
  });

  it.each(["before the first write", "between the writes", "after the last write"])(
    "that broke off %s is finished by the same change again",
    async (when) => {
      const desk = aCredentialDesk();
      await desk.set(APP, WHOLE);
      const change = { token: "newToken", appSecret: "secret-2" };
      const crash = () => Promise.reject(new AppError("unavailable", "the process was killed"));
      const broken = createSetCredentials({
        ...desk.deps,
        secrets: when.startsWith("before") ? { ...desk.secrets, put: crash } : desk.secrets,
        keys: when.startsWith("between")
          ? { ...desk.keys, put: crash }
          : { ...desk.keys, put: (...row) => desk.keys.put(...row).then(crash) },
      });
      await expect(broken(APP, change)).rejects.toMatchObject({ code: "unavailable" });
      const [keys, credential] = [(await desk.keys.get(APP))?.value, (await desk.secrets.get(APP))?.value];
      // The credential is written first: whatever keys are in force, what they let in can be answered.
      expect(credential).toMatchObject({ appSecret: when.startsWith("before") ? "secret-1" : "secret-2" });
      expect(keys?.keys[0]).toMatchObject({ token: when.startsWith("after") ? "newToken" : "aToken" });
      const done = await desk.set(APP, change);
      expect(done.callbacks?.keys.map(({ fingerprint }) => fingerprint)).toEqual([
        fingerprintOf(APP, "newToken", AES_KEY),
        fingerprintOf(APP, "aToken", AES_KEY),
      ]);
      expect(done.calls).toMatchObject({ fingerprint: fingerprintOf(APP, "secret-2") });
    },
  );
});

describe("removing an account's credentials", () => {
  it("leaves nothing of them but their revision", async () => {
    const desk = aCredentialDesk();
    await desk.set(APP, WHOLE);
    await desk.remove(APP, "1.1");
    expect([await desk.keys.get(APP), await desk.secrets.get(APP)]).toEqual([{ revision: 2 }, { revision: 2 }]);
    await desk.remove(APP);
    expect(await desk.keys.get(APP)).toEqual({ revision: 2 });
    expect(await desk.set(APP, WHOLE)).toMatchObject({ revision: "3.3" });
  });

  it("marks an account without rows, so that the one secret's entry is not used again", async () => {
    const desk = aCredentialDesk();
    await desk.remove(APP);
    expect(await desk.keys.get(APP)).toEqual({ revision: 1 });
    await expect(desk.remove("wx_other")).rejects.toMatchObject({ code: "not-found" });
  });

  it("goes on after the account is gone, and is refused where they were changed meanwhile", async () => {
    const desk = aCredentialDesk();
    await desk.set(APP, WHOLE);
    await desk.deps.accounts.remove(APP);
    await expect(desk.remove(APP, "0.1")).rejects.toMatchObject({ code: "conflict" });
    await desk.remove(APP);
    const late = createRemoveCredentials({ ...desk.deps, keys: { ...desk.keys, get: async () => undefined } });
    await expect(late(APP)).rejects.toMatchObject({ code: "conflict" });
  });
});
