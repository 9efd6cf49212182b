import { describe, expect, it } from "vitest";
import { createOpenNotification } from "../../../../../shared/adapters/wechat-pay/notification/open.ts";
import { createNotificationKeys } from "../../../../../shared/pay/application/notification-keys.ts";
import { aPayNotification, MCH_ID, signatureOf } from "../../../../support/a-pay-merchant.ts";
import {
  aPayWorld,
  certificateMerchant,
  NEW_CERTIFICATE,
  OLD_CERTIFICATE,
  publicKeyMerchant,
} from "../../../../support/a-pay-platform.ts";
import { NOON } from "../../../../support/builders.ts";
import { Crash, meanwhileAt, withEveryCrash } from "../../../../support/faults.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const serialsOf = (certificates: readonly { readonly serial: string }[] = []) =>
  certificates.map(({ serial }) => serial);
const OLD = OLD_CERTIFICATE.signer.serial;
const NEW = NEW_CERTIFICATE.signer.serial;

async function aMerchant() {
  const world = aPayWorld();
  await world.useCases().keep(MCH_ID, certificateMerchant());
  return world;
}

const keptSerials = async ({ merchantKeys }: ReturnType<typeof aPayWorld>) =>
  serialsOf((await merchantKeys.get(MCH_ID))?.value?.certificates);

describe("certificates of WeChat Pay", () => {
  it("are fetched, checked, kept with their keys, and shown without", async () => {
    const world = await aMerchant();
    const state = await world.useCases().fetch(MCH_ID);
    expect(state).toEqual({
      triedAt: NOON,
      fetchedAt: NOON,
      certificates: [{ serial: OLD, notBefore: NOON - 365 * DAY, notAfter: NOON + 365 * DAY }],
    });
    expect((await world.merchants.get(MCH_ID))?.merchant?.certificates).toEqual(state);
    expect(await keptSerials(world)).toEqual([OLD]);
    expect(world.server.urls).toEqual(["https://api.mch.weixin.qq.com/v3/certificates"]);
  });

  it("are asked for where the merchant says that WeChat Pay is", async () => {
    const world = await aMerchant();
    await world.useCases().keep(MCH_ID, { apiUrl: "http://127.0.0.1:8788" });
    await world.useCases().fetch(MCH_ID);
    expect(world.server.urls).toEqual(["http://127.0.0.1:8788/v3/certificates"]);
  });

  it("stay beside the new one until they are over, and no notification is refused on the way", async () => {
    const world = await aMerchant();
    const { fetch } = world.useCases();
    const { clock } = world;
    const keysOf = createNotificationKeys({ ...world, rows: world.merchantKeys });
    const open = createOpenNotification({ keysOf, clock });
    const opens = async (key: typeof OLD_CERTIFICATE) => {
      const request = aPayNotification(key.signer, { now: clock.now() });
      return (await open(MCH_ID, signatureOf(request), request.body)).type;
    };
    await fetch(MCH_ID);
    expect(await opens(OLD_CERTIFICATE)).toBe("payment-succeeded");
    world.server.certificates = [OLD_CERTIFICATE, NEW_CERTIFICATE];
    await fetch(MCH_ID);
    // The first by the new certificate comes before the minute is over in which the keys are kept.
    expect(await opens(NEW_CERTIFICATE)).toBe("payment-succeeded");
    expect(await opens(OLD_CERTIFICATE)).toBe("payment-succeeded");
    world.server.certificates = [NEW_CERTIFICATE];
    world.server.signer = NEW_CERTIFICATE.signer;
    await fetch(MCH_ID);
    expect(await keptSerials(world)).toEqual([NEW, OLD]);
    expect(await opens(OLD_CERTIFICATE)).toBe("payment-succeeded");
    clock.advance(365 * DAY);
    await fetch(MCH_ID);
    expect(await keptSerials(world)).toEqual([NEW]);
    await expect(opens(OLD_CERTIFICATE)).rejects.toMatchObject({ details: { reason: "serial" } });
  });

  it("that WeChat Pay has no longer stay, with what went wrong", async () => {
    const world = await aMerchant();
    await world.useCases().fetch(MCH_ID);
    world.clock.advance(HOUR);
    world.server.spoil = () => ({ type: "error", kind: "timeout", message: "no answer within 8000 ms" });
    expect(await world.useCases().fetch(MCH_ID)).toEqual({
      triedAt: NOON + HOUR,
      fetchedAt: NOON,
      certificates: [expect.objectContaining({ serial: OLD })],
      trouble: "WeChat Pay was not reached: no answer within 8000 ms",
    });
    expect(await keptSerials(world)).toEqual([OLD]);
    world.server.spoil = (answer) => answer;
    expect(await world.useCases().fetch(MCH_ID)).not.toHaveProperty("trouble");
  });

  it("are wanted where a merchant has no public key, and not where it has one", async () => {
    const world = await aMerchant();
    world.server.spoil = () => ({
      type: "answer",
      status: 404,
      text: '{"code":"RESOURCE_NOT_EXISTS","message":"无可用的平台证书"}',
    });
    expect(await world.useCases().fetch(MCH_ID)).toMatchObject({ trouble: expect.stringContaining("public key") });
    await world.useCases().keep(MCH_ID, { publicKey: publicKeyMerchant().publicKey });
    expect(await world.useCases().fetch(MCH_ID)).toEqual({ triedAt: NOON, fetchedAt: NOON, certificates: [] });
  });

  it("are not asked for by a merchant that has a public key only, or is gone", async () => {
    const world = aPayWorld();
    await world.useCases().keep(MCH_ID, publicKeyMerchant());
    expect(await world.useCases().fetch(MCH_ID)).toBeUndefined();
    await world.useCases().remove(MCH_ID);
    expect(await world.useCases().fetch(MCH_ID)).toBeUndefined();
    expect(world.server.calls).toBe(0);
  });

  it("are whole after the next fetch, wherever the process died", async () => {
    const calls = await withEveryCrash(async (crash, where) => {
      const world = await aMerchant();
      await world.useCases().fetch(MCH_ID);
      world.server.certificates = [OLD_CERTIFICATE, NEW_CERTIFICATE];
      await world
        .useCases(crash)
        .fetch(MCH_ID)
        .catch((error: unknown) => {
          if (!(error instanceof Crash)) throw error;
        });
      expect(await keptSerials(world), where).toContain(OLD);
      expect(serialsOf((await world.useCases().fetch(MCH_ID))?.certificates), where).toEqual([NEW, OLD]);
      expect(await keptSerials(world), where).toEqual([NEW, OLD]);
    });
    expect(calls).toBe(7);
  });

  it("take nothing back that an operator changes meanwhile", async () => {
    for (let n = 0; ; n += 1) {
      const world = await aMerchant();
      const other = "anOtherApiV3KeyOf32LettersDigits";
      const meanwhile = meanwhileAt(n, async () => {
        await world.useCases().keep(MCH_ID, { apiV3Key: other, name: "meanwhile" });
      });
      await world.useCases(meanwhile).fetch(MCH_ID);
      if (!meanwhile.reached()) break;
      expect((await world.merchantKeys.get(MCH_ID))?.value, `before call ${n}`).toMatchObject({ apiV3Key: other });
      expect((await world.merchants.get(MCH_ID))?.merchant, `before call ${n}`).toMatchObject({ name: "meanwhile" });
    }
  });
});

describe("the hourly run", () => {
  const far = Number.POSITIVE_INFINITY;

  it("asks each merchant every six hours, and in trouble every time", async () => {
    const world = await aMerchant();
    await world.useCases().keep("1900000110", publicKeyMerchant());
    const { poll } = world.useCases();
    expect(await poll(far)).toBe(1);
    expect(await poll(far)).toBe(0);
    world.clock.advance(5 * HOUR);
    expect(await poll(far)).toBe(0);
    world.clock.advance(HOUR - 60_000);
    world.server.spoil = () => ({ type: "error", kind: "dns", message: "no such host" });
    expect(await poll(far)).toBe(1);
    expect(await poll(far)).toBe(1);
    world.server.spoil = (answer) => answer;
    expect(await poll(far)).toBe(1);
    expect(await poll(far)).toBe(0);
    expect(world.server.calls).toBe(4);
  });

  it("asks nobody after its time, and tells all the same what rings", async () => {
    const world = await aMerchant();
    world.clock.advance(DAY + 1);
    expect(await world.useCases().poll(world.clock.now())).toBe(0);
    expect(world.counts.get("PayCertificatesOld")).toBe(1);
  });

  it("rings where nothing was fetched for a day, and not before", async () => {
    const world = await aMerchant();
    const { poll } = world.useCases();
    await poll(far);
    world.server.spoil = () => ({ type: "answer", status: 500, text: "" });
    world.clock.advance(DAY);
    await poll(far);
    expect(world.counts.get("PayCertificatesOld")).toBeUndefined();
    world.clock.advance(1);
    await poll(far);
    expect(world.counts.get("PayCertificatesOld")).toBe(1);
  });

  it("rings a week before the last certificate ends, unless another one or a public key follows", async () => {
    const world = await aMerchant();
    const { poll, keep } = world.useCases();
    world.clock.advance(358 * DAY);
    await poll(far);
    expect(world.counts.get("PayCertificateEnds")).toBeUndefined();
    world.clock.advance(1);
    await poll(far);
    expect(world.counts.get("PayCertificateEnds")).toBe(1);
    await keep(MCH_ID, { publicKey: publicKeyMerchant().publicKey });
    await poll(far);
    expect(world.counts.get("PayCertificateEnds")).toBe(1);
    await keep(MCH_ID, { publicKey: null });
    world.server.certificates = [OLD_CERTIFICATE, NEW_CERTIFICATE];
    world.clock.advance(6 * HOUR);
    await poll(far);
    expect(world.counts.get("PayCertificateEnds")).toBe(1);
  });

  it("rings where WeChat Pay has no certificate and there is no public key, and not before it was asked", async () => {
    const world = await aMerchant();
    const { poll, keep } = world.useCases();
    await poll(world.clock.now());
    expect(world.counts.get("PayCertificateEnds")).toBeUndefined();
    world.server.spoil = () => ({ type: "answer", status: 404, text: '{"code":"RESOURCE_NOT_EXISTS"}' });
    await poll(far);
    expect(world.counts.get("PayCertificateEnds")).toBe(1);
    await keep(MCH_ID, { publicKey: publicKeyMerchant().publicKey });
    await poll(far);
    expect(world.counts.get("PayCertificateEnds")).toBe(1);
  });

  it("begins with the merchant that was asked for longest ago, so that those in trouble take nobody's turn", async () => {
    const world = await aMerchant();
    const { poll, keep, fetch } = world.useCases();
    const other = "1900000110";
    await keep(other, certificateMerchant());
    await fetch(other);
    world.clock.advance(6 * HOUR);
    world.server.spoil = () => ({ type: "error", kind: "timeout", message: "no answer within 8000 ms" });
    await fetch(MCH_ID);
    world.clock.advance(1000);
    world.server.spoil = (answer) => {
      world.clock.advance(8000);
      return answer;
    };
    // The first one takes all the time that there is.
    expect(await poll(world.clock.now() + 8000)).toBe(1);
    expect((await world.merchants.get(other))?.merchant?.certificates?.fetchedAt).toBe(world.clock.now());
    expect((await world.merchants.get(MCH_ID))?.merchant?.certificates).toHaveProperty("trouble");
  });
});
