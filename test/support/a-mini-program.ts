import { createCipheriv, hash, randomBytes } from "node:crypto";
import { createMemoryAccounts } from "../../shared/accounts/adapters/memory-accounts.ts";
import { createMemoryMiniKeys } from "../../shared/identity/adapters/memory-mini-keys.ts";
import { createIsMiniProgram } from "../../shared/identity/application/mini/is-mini-program.ts";
import { createMiniLogin } from "../../shared/identity/application/mini/log-in.ts";
import { createOpenidOf } from "../../shared/identity/application/mini/person-of.ts";
import { createReadMiniData, createReadPhone } from "../../shared/identity/application/mini/read-data.ts";
import type { MiniPrograms } from "../../shared/identity/application/ports/mini-programs.ts";
import { AppError } from "../../shared/kernel/domain/errors.ts";
import { anAccount } from "./builders.ts";
import { fakeClock } from "./fake-clock.ts";
import type { crashAt } from "./faults.ts";
import { memorySessions } from "./memory-sessions.ts";

export const MINI_APP = "wx_mini";

/** An Official Account of the same fleet. */
export const OFFICIAL_APP = "wx_official";

/** A mini program with people who log in at a WeChat of this test's, and the platform behind it. */
export function aMiniProgram() {
  const clock = fakeClock();
  const keys = createMemoryMiniKeys();
  const sessions = memorySessions(clock);
  const codes = new Map<string, string>();
  const used = new Set<string>();
  const sessionKeys = new Map<string, string>();
  const told: unknown[] = [];
  const exchanges: string[] = [];
  const accounts = createMemoryAccounts([
    anAccount({ appId: MINI_APP, channel: "mini-program" }),
    anAccount({ appId: OFFICIAL_APP, channel: "official" }),
    anAccount({ appId: "wx_personal" }),
    anAccount({ appId: "wx_heard_of", channel: "mini-program", registered: false }),
  ]);
  let made = 0;

  const miniPrograms: MiniPrograms = {
    async exchange(appId, code) {
      exchanges.push(appId);
      const openid = codes.get(code);
      if (openid === undefined) throw new AppError("unauthorized", "the code is wrong");
      if (used.has(code)) throw new AppError("conflict", "the code was used already");
      used.add(code);
      const sessionKey = randomBytes(16).toString("base64");
      sessionKeys.set(openid, sessionKey);
      return { openid, sessionKey };
    },
    async phoneInfo(appId, _openid, code) {
      const watermark = { appid: code === "of-another-app" ? "wx_other" : appId, timestamp: clock.now() / 1000 };
      return { phoneNumber: "13580006666", purePhoneNumber: "13580006666", countryCode: "86", watermark };
    },
    checkText: async (...asked) => {
      told.push(asked);
      return { suggest: "pass", label: 100, traceId: "trace-1" };
    },
    checkMedia: async (...asked) => {
      told.push(asked);
      return { traceId: "trace-2" };
    },
  };

  return {
    clock,
    keys,
    sessions,
    miniPrograms,
    sessionKeys,
    told,
    exchanges,
    accounts,
    /** What `wx.login` gives. */
    code(openid: string): string {
      const code = `code-${++made}`;
      codes.set(code, openid);
      return code;
    },
    /** What WeChat encrypts for a person under the key that it has. */
    encrypt(openid: string, data: object, appid = MINI_APP) {
      const iv = randomBytes(16);
      const cipher = createCipheriv("aes-128-cbc", Buffer.from(sessionKeys.get(openid) ?? "", "base64"), iv);
      const text = JSON.stringify({ ...data, watermark: { appid, timestamp: Math.floor(clock.now() / 1000) } });
      const bytes = Buffer.concat([cipher.update(text), cipher.final()]);
      return { encryptedData: bytes.toString("base64"), iv: iv.toString("base64") };
    },
    sign: (openid: string, rawData: string) => hash("sha1", rawData + sessionKeys.get(openid)),
    login: (crash?: ReturnType<typeof crashAt>) => {
      const port = crash ? crash.port : <T extends object>(target: T) => target;
      return createMiniLogin({
        isMiniProgram: createIsMiniProgram({ accounts: port(accounts), clock }),
        miniPrograms: port(miniPrograms),
        keys: port(keys),
        sessions: port(sessions),
        clock,
      });
    },
    openidOf: createOpenidOf(sessions),
    readData: createReadMiniData({ keys, clock }),
    readPhone: createReadPhone({ keys, clock, miniPrograms }),
  };
}
