import { AppError } from "../../kernel/domain/errors.ts";
import type { LoginGateway } from "../../logins/application/ports/login-gateway.ts";
import { type LoginCheck, verifyUrlOf } from "../../logins/domain/login.ts";
import type { CallOptions } from "./client/call-endpoint.ts";
import { createClient } from "./client/client.ts";
import { causeOf } from "./client/failure-cause.ts";
import type { OutputOf } from "./contract/field.ts";
import { login } from "./contract/modules/login.ts";

const EXPIRED_WORDS = /二维码.*(?:过期|失效)|(?:过期|失效).*二维码|qr ?code.*expired/i;
const CAPTCHA_WORDS = /验证码|captcha/i;
/** Polled too fast. */
const BUSY_WORDS = /请求处理中|处理中/;

/** The port of logging in over HTTP. */
export function createLoginGateway(options: CallOptions): LoginGateway {
  const { login: api } = createClient({ login }, options);
  return {
    async code(appId = "", { type, regionId, proxyIp, ttuid }) {
      const code = await api.getLoginQrCode({ appId, type, regionId, proxyIp, ttuid });
      const { uuid, qrData, qrImgBase64 } = code;
      return {
        appId: code.appId,
        uuid,
        method: "qr",
        qrData,
        ...(qrImgBase64 ? { qrPicture: qrImgBase64 } : {}),
      };
    },

    async tap(appId, { regionId, proxyIp = "" }) {
      const { uuid } = await api.dialogLogin({ appId, regionId, proxyIp });
      return { appId, uuid, method: "tap" };
    },

    async check({ appId, uuid, device: { type, proxyIp }, captcha }) {
      try {
        // A slider is solved by the gateway on a mac only.
        const autoSliding = type === "mac";
        return readCheck(await api.checkLogin({ appId, uuid, autoSliding, proxyIp, captchCode: captcha }));
      } catch (error) {
        return readFailure(error);
      }
    },

    async logout(appId) {
      try {
        await api.logout({ appId });
      } catch (error) {
        const cause = causeOf(error);
        if (cause !== "account-offline" && cause !== "device-gone") throw error;
      }
    },
  };
}

type CheckAnswer = OutputOf<typeof login.checkLogin.response>;

/** `ret` 200 alone, and even status 2, is no success: only with the one who logged in. */
function readCheck({ status, url, loginInfo }: CheckAnswer): LoginCheck {
  if (status === 2 && loginInfo) return { status: "logged-in", wxid: loginInfo.wxid };
  if (status === 4) return { status: "cancelled" };
  const verifyUrl = verifyUrlOf(url);
  return { status: status === 0 ? "waiting" : "scanned", ...(verifyUrl === undefined ? {} : { verifyUrl }) };
}

function readFailure(error: unknown): LoginCheck {
  const cause = causeOf(error);
  if (!(error instanceof AppError) || cause === undefined) throw error;
  const { msg } = error.details;
  const words = typeof msg === "string" && msg !== "" ? msg : error.message;
  switch (cause) {
    case "device-gone":
      return { status: "device-gone" };
    case "account-banned":
      return { status: "banned", words };
    case "refused":
    case "account-offline":
    case "busy":
      return readRefusal(words, cause);
    case "invalid-command":
      throw error;
    default:
      return { status: "unanswered", words };
  }
}

function readRefusal(words: string, cause: "refused" | "account-offline" | "busy"): LoginCheck {
  if (EXPIRED_WORDS.test(words)) return { status: "expired" };
  if (CAPTCHA_WORDS.test(words)) return { status: "captcha", words };
  return cause === "busy" || BUSY_WORDS.test(words) ? { status: "unanswered", words } : { status: "refused", words };
}
