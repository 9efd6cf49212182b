import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encryptOfficial, officialSignature } from "../../../../../local/sim/weixin/wire.ts";
import { createOpenCallback } from "../../../../../shared/adapters/weixin/callback/open.ts";
import { formerKeysIn } from "../../../../../shared/adapters/weixin/former-credentials.ts";
import { AppError } from "../../../../../shared/kernel/domain/errors.ts";
import type { CallbackKeys } from "../../../../../shared/official/domain/credentials.ts";
import { createMemoryLeases } from "../../../../../shared/platform/memory/leases.ts";
import {
  anOfficialCallback,
  OFFICIAL,
  OPENID,
  officialAccounts,
  officialKeys,
} from "../../../../support/an-official-callback.ts";
import { NOON } from "../../../../support/builders.ts";
import { fakeClock } from "../../../../support/fake-clock.ts";
import { recordingObservability } from "../../../../support/recording-observability.ts";

const MODES = ["safe", "compatible", "plain"] as const;
const { appId, token } = OFFICIAL;
const silent = recordingObservability();

function opener(mode: (typeof MODES)[number] = "safe", lanes?: number) {
  const clock = fakeClock(NOON);
  const leases = createMemoryLeases();
  return { clock, ...createOpenCallback({ ...silent, keysOf: officialKeys(mode, lanes), leases, clock }) };
}

const refused = (reason: string, code = "forbidden") => expect.objectContaining({ code, details: { reason } });

describe("a callback of an Official Account", () => {
  it.each(MODES.flatMap((mode) => [[mode, "xml"] as const, [mode, "json"] as const]))(
    "is opened in %s mode from %s",
    async (mode, format) => {
      const { query, body } = anOfficialCallback({ Content: "<你好>]]>&" }, { mode, format });
      const { fields, lanes } = await opener(mode).message(appId, query, body);
      expect(fields).toMatchObject({ FromUserName: OPENID, Content: "<你好>]]>&", MsgId: "23456789012345678" });
      expect(lanes).toBeUndefined();
    },
  );

  it("says in how many lanes its account is worked on", async () => {
    const { query, body } = anOfficialCallback();
    expect(await opener("safe", 8).message(appId, query, body)).toMatchObject({ lanes: 8 });
  });

  it("is read in compatible mode only where it is encrypted", async () => {
    const { query, body } = anOfficialCallback({ Content: "真的" }, { mode: "compatible" });
    const forged = body.replace("<Content><![CDATA[真的]]>", "<Content><![CDATA[假的]]>");
    expect(forged).not.toBe(body);
    expect((await opener("compatible").message(appId, query, forged)).fields).toMatchObject({ Content: "真的" });
  });

  it.each(["safe", "compatible"] as const)("in plain text is refused by an account in %s mode", async (mode) => {
    const { query, body } = anOfficialCallback({}, { mode: "plain" });
    await expect(opener(mode).message(appId, query, body)).rejects.toThrow(refused("not-encrypted"));
  });

  it("that is encrypted alone is refused by an account in plain mode, which reads the plain part beside it", async () => {
    const safe = anOfficialCallback();
    await expect(opener("plain").message(appId, safe.query, safe.body)).rejects.toThrow(refused("encrypted"));
    const both = anOfficialCallback({}, { mode: "compatible" });
    expect(await opener("plain").message(appId, both.query, both.body)).toMatchObject({ fields: { Content: "你好" } });
  });

  it("of an account that has no secret is refused, also one named like a part of every object", async () => {
    const { query, body } = anOfficialCallback({}, { appId: "wx_other" });
    for (const other of ["wx_other", "constructor", "__proto__", ""]) {
      await expect(opener().message(other, query, body)).rejects.toThrow(refused("unknown-account", "not-found"));
      await expect(opener().echo(other, query)).rejects.toThrow(refused("unknown-account", "not-found"));
    }
  });

  it("of an account whose entry in the secret is wrong is refused with what is wrong, for the log", async () => {
    const faults = { wx_typo: "token: the Token (令牌) has 3 to 32 letters or digits" };
    const keysOf = formerKeysIn(async () => ({ ...officialAccounts(), faults }));
    const open = createOpenCallback({ ...silent, keysOf, leases: createMemoryLeases(), clock: fakeClock(NOON) });
    const { query, body } = anOfficialCallback({}, { appId: "wx_typo" });
    await expect(open.message("wx_typo", query, body)).rejects.toThrow(refused("misconfigured", "internal"));
    await expect(open.message("wx_typo", query, body)).rejects.toThrow(/'wx_typo' cannot be used: token: the Token/);
  });

  it("is refused or says the same, whatever byte of it is changed", async () => {
    const open = opener();
    const { query, body } = anOfficialCallback();
    const { fields: told } = await open.message(appId, query, body);
    const names = ["timestamp", "nonce", "msg_signature", "signature", "openid", "encrypt_type"];
    const place = fc.record({
      part: fc.constantFrom("body", ...names),
      at: fc.nat(),
      to: fc.integer({ min: 32, max: 126 }),
    });
    await fc.assert(
      fc.asyncProperty(place, async ({ part, at, to }) => {
        const change = (text: string) => {
          const where = at % text.length;
          return text.slice(0, where) + String.fromCharCode(to) + text.slice(where + 1);
        };
        const changed = part === "body" ? query : { ...query, [part]: change(query[part] ?? " ") };
        const opened = await open
          .message(appId, changed, part === "body" ? change(body) : body)
          .catch((error) => error);
        if (opened instanceof AppError) expect(["forbidden", "invalid-input"]).toContain(opened.code);
        else expect(opened.fields).toEqual(told);
      }),
      { numRuns: 500 },
    );
  });

  it("that was encrypted for another account is refused", async () => {
    const { query, body } = anOfficialCallback({}, { appId: "wx_other" });
    await expect(opener().message(appId, query, body)).rejects.toThrow(refused("other-account"));
  });

  it.each(["timestamp", "nonce", "msg_signature"])("whose %s was changed is refused", async (name) => {
    const { query, body } = anOfficialCallback();
    for (const value of [`${query[name]}1`, "", undefined]) {
      await expect(opener().message(appId, { ...query, [name]: value }, body)).rejects.toThrow(refused("signature"));
    }
  });

  it("whose encrypted part was changed is refused", async () => {
    const { query } = anOfficialCallback();
    const { body } = anOfficialCallback({ Content: "别的" });
    await expect(opener().message(appId, query, body)).rejects.toThrow(refused("signature"));
  });

  it.each([
    [-301_000, false],
    [-300_000, true],
    [300_000, true],
    [301_000, false],
  ])("that was signed %d ms from now is taken: %s", async (offset, taken) => {
    const { query, body } = anOfficialCallback({}, { now: NOON + offset });
    const opened = opener().message(appId, query, body);
    if (taken) expect(await opened).toMatchObject({ fields: { FromUserName: OPENID } });
    else await expect(opened).rejects.toThrow(refused("timestamp"));
  });

  it("whose signed time is no time is refused", async () => {
    const signature = officialSignature(token, "soon", "1");
    const query = { signature, timestamp: "soon", nonce: "1", echostr: "e" };
    await expect(opener().echo(appId, query)).rejects.toThrow(refused("timestamp"));
  });

  it.each(MODES)("in %s mode may come again, but its signature is good for no other message", async (mode) => {
    const open = opener(mode);
    const first = anOfficialCallback({}, { mode });
    for (let tries = 0; tries < 3; tries += 1) {
      expect(await open.message(appId, first.query, first.body)).toMatchObject({ fields: { Content: "你好" } });
    }
    const other = signedAgain(first.query, mode, "再见");
    await expect(open.message(appId, other.query, other.body)).rejects.toThrow(refused("replay"));
    open.clock.advance(10 * 60_000 + 1);
    await expect(open.message(appId, other.query, other.body)).rejects.toThrow(refused("timestamp"));
  });

  it.each(["safe", "compatible"] as const)("in %s mode may come again encrypted anew", async (mode) => {
    const open = opener(mode);
    const { query, body } = anOfficialCallback({}, { mode });
    const again = signedAgain(query, mode, "你好");
    expect(again.body).not.toBe(body);
    const told = await open.message(appId, query, body);
    expect(await open.message(appId, again.query, again.body)).toEqual(told);
  });

  it.each(["safe", "compatible"] as const)("in %s mode is taken while its nonce cannot be kept", async (mode) => {
    const observed = recordingObservability();
    const failing = { acquire: () => Promise.reject(new AppError("unavailable", "down")) };
    const open = createOpenCallback({
      ...observed,
      keysOf: officialKeys(mode),
      leases: failing,
      clock: fakeClock(NOON),
    });
    const { query, body } = anOfficialCallback({}, { mode });
    expect(await open.message(appId, query, body)).toMatchObject({ fields: { Content: "你好" } });
    expect(observed.counts.get("NonceNotKept")).toBe(1);
    expect(observed.lines).toMatchObject([{ level: "error", fields: { appId } }]);
  });

  it("in plain mode is refused where it is not UTF-8, in whatever format", async () => {
    for (const format of ["xml", "json"] as const) {
      const { query, body } = anOfficialCallback({}, { mode: "plain", format });
      // 你好 in GBK, as API Gateway hands it over.
      const gbk = body.replace("你好", Buffer.from([0xc4, 0xe3, 0xba, 0xc3]).toString("utf8"));
      const refusal = refused("malformed", "invalid-input");
      await expect(opener("plain").message(appId, query, gbk), format).rejects.toThrow(refusal);
    }
  });

  it("in plain mode is not taken while its nonce cannot be kept", async () => {
    const failing = { acquire: () => Promise.reject(new AppError("unavailable", "down")) };
    const open = createOpenCallback({
      ...silent,
      keysOf: officialKeys("plain"),
      leases: failing,
      clock: fakeClock(NOON),
    });
    const { query, body } = anOfficialCallback({}, { mode: "plain" });
    await expect(open.message(appId, query, body)).rejects.toMatchObject({ code: "unavailable" });
  });

  it("keeps no nonce of what is no message", async () => {
    const kept: string[] = [];
    const leases = { acquire: async (name: string) => kept.push(name) > 0 };
    const open = createOpenCallback({
      ...silent,
      keysOf: officialKeys("plain"),
      leases,
      clock: fakeClock(NOON),
    });
    const { query } = anOfficialCallback({}, { mode: "plain" });
    await expect(open.message(appId, query, "<html/>")).rejects.toThrow(refused("malformed", "invalid-input"));
    expect(kept).toEqual([]);
  });

  it.each(["", "hello", "<!DOCTYPE xml><xml><Encrypt>x</Encrypt></xml>", '{"Encrypt":'])(
    "with the body %j is refused",
    async (body) => {
      const { query } = anOfficialCallback();
      await expect(opener().message(appId, query, body)).rejects.toThrow(refused("malformed", "invalid-input"));
    },
  );

  it("that is encrypted but says nothing readable is refused", async () => {
    const Encrypt = encryptOfficial(OFFICIAL, "<!DOCTYPE xml><xml><Content>x</Content></xml>");
    const { query } = anOfficialCallback();
    const msg_signature = officialSignature(token, query.timestamp ?? "", query.nonce ?? "", Encrypt);
    const opened = opener().message(appId, { ...query, msg_signature }, `<xml><Encrypt>${Encrypt}</Encrypt></xml>`);
    await expect(opened).rejects.toThrow(refused("malformed", "invalid-input"));
  });
});

describe("a callback while a key is replaced", () => {
  const OTHER_KEY = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFG";
  const until = NOON + 60_000;
  const own = { token, encodingAesKey: OFFICIAL.encodingAesKey };
  const openedWith = (
    keys: CallbackKeys["keys"],
    at: number,
    mode: (typeof MODES)[number],
    recipient: string = appId,
  ) => {
    const keysOf = async () => ({ mode, keys, recipient, replyMode: "customer-service" as const });
    const open = createOpenCallback({ ...silent, keysOf, leases: createMemoryLeases(), clock: fakeClock(at) });
    const { query, body } = anOfficialCallback({}, { mode, now: at });
    return open.message(appId, query, body);
  };

  it.each(
    MODES.flatMap((mode) => [{ token: "another" }, { encodingAesKey: OTHER_KEY }].map((to) => [mode, to] as const)),
  )("in %s mode is opened by the old one until its time, and not after (%j is new)", async (mode, to) => {
    const keys = [
      { ...own, ...to },
      { ...own, until },
    ];
    expect(await openedWith(keys, until - 1, mode)).toMatchObject({ fields: { Content: "你好" } });
    // In plain mode the EncodingAESKey is of no matter.
    const isStillGood = mode === "plain" && "encodingAesKey" in to;
    if (isStillGood) expect(await openedWith(keys, until, mode)).toBeDefined();
    else await expect(openedWith(keys, until, mode)).rejects.toMatchObject({ code: "forbidden" });
  });

  it("is opened by the new one beside old ones that have other Tokens and EncodingAESKeys", async () => {
    const keys = [own, { token: "another", until }, { token, encodingAesKey: OTHER_KEY, until }];
    expect(await openedWith(keys, NOON, "safe")).toMatchObject({ fields: { Content: "你好" } });
  });

  it("is refused by what the newest key that signed it has against it", async () => {
    const keys = [
      { ...own, encodingAesKey: OTHER_KEY },
      { token, until },
    ];
    await expect(openedWith(keys, NOON, "safe")).rejects.toMatchObject({ code: "forbidden" });
    await expect(
      openedWith(
        [
          { token: "another", encodingAesKey: OTHER_KEY },
          { token, until },
        ],
        NOON,
        "safe",
      ),
    ).rejects.toThrow(refused("decryption"));
    await expect(openedWith([{ token, until }], NOON, "safe")).rejects.toThrow(refused("not-encrypted"));
  });

  it("is of no account where all keys are over, or it has no keys of its own", async () => {
    await expect(openedWith([], NOON, "safe")).rejects.toThrow(refused("unknown-account", "not-found"));
    await expect(openedWith([{ ...own, until }], until, "safe")).rejects.toThrow(
      refused("unknown-account", "not-found"),
    );
  });

  it("is opened only where it was encrypted for the recipient", async () => {
    await expect(openedWith([own], NOON, "safe", "wx_platform")).rejects.toThrow(refused("other-account"));
  });
});

describe("the check of the URL", () => {
  const timestamp = String(NOON / 1000);
  const nonce = "263014780";

  it.each(MODES)("is answered with what it asks to echo, in %s mode", async (mode) => {
    const signature = officialSignature(token, timestamp, nonce);
    const query = { signature, timestamp, nonce, echostr: "6131847384723" };
    expect(await opener(mode).echo(appId, query)).toBe("6131847384723");
    expect(await opener(mode).echo(appId, { ...query, echostr: undefined })).toBe("");
  });

  it("is answered with the decrypted words where they are encrypted", async () => {
    const echostr = encryptOfficial(OFFICIAL, "6131847384723");
    const msg_signature = officialSignature(token, timestamp, nonce, echostr);
    expect(await opener().echo(appId, { msg_signature, timestamp, nonce, echostr })).toBe("6131847384723");
    await expect(opener().echo(appId, { msg_signature, timestamp, nonce, echostr: `${echostr}=` })).rejects.toThrow(
      refused("signature"),
    );
  });

  it("is answered where the plus signs of what is encrypted became blanks on the way", async () => {
    const withPlus = () =>
      Array.from({ length: 99 }, () => encryptOfficial(OFFICIAL, "613")).find((one) => one.includes("+"));
    const echostr = withPlus() ?? expect.fail("no plus sign in 99 tries");
    const msg_signature = officialSignature(token, timestamp, nonce, echostr);
    const query = { msg_signature, timestamp, nonce, echostr: echostr.replaceAll("+", " ") };
    expect(await opener().echo(appId, query)).toBe("613");
  });

  it("with a wrong signature, or none, is refused", async () => {
    for (const signature of ["0".repeat(40), undefined]) {
      await expect(opener().echo(appId, { signature, timestamp, nonce, echostr: "1" })).rejects.toThrow(
        refused("signature"),
      );
    }
  });
});

/** Another message under the timestamp and nonce of a callback, signed as one who has the account's keys would. */
function signedAgain(query: Readonly<Record<string, string>>, mode: (typeof MODES)[number], Content: string) {
  const { timestamp = "", nonce = "" } = query;
  const { body } = anOfficialCallback({ Content }, { mode });
  if (mode === "plain") return { query, body };
  const Encrypt = /<Encrypt><!\[CDATA\[(.*?)\]\]>/.exec(body)?.[1] ?? expect.fail("nothing is encrypted");
  return { query: { ...query, msg_signature: officialSignature(token, timestamp, nonce, Encrypt) }, body };
}
