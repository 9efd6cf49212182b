import { randomBytes, X509Certificate } from "node:crypto";
import * as z from "zod";
import type { SendRequest } from "../../kernel/application/ports/http-request.ts";
import type { Clock } from "../../kernel/application/ports/runtime.ts";
import { AppError, type ErrorCode } from "../../kernel/domain/errors.ts";
import type { AskingMerchant, PayPlatform } from "../../pay/application/ports/pay-platform.ts";
import { serialOf } from "../../pay/domain/merchant.ts";
import type { KeptCertificate } from "../../pay/domain/merchant-keys.ts";
import { type PaySignature, paySignatureIn } from "../../pay/domain/pay-signature.ts";
import { authorizationOf } from "./authorization.ts";
import { decrypt, encryptedSchema } from "./decrypt.ts";
import { readAs } from "./read-as.ts";
import { refusal } from "./refusal.ts";
import { isSignedBy, refuseHeaders, verifierOf } from "./signature.ts";

const PATH = "/v3/certificates";
/** ms */
const TIMEOUT = 8000;

const answerSchema = z.object({
  data: z.array(z.object({ serial_no: z.string().min(1), encrypt_certificate: encryptedSchema })),
});

const errorSchema = z.object({ code: z.string(), message: z.string().default("") });

/** WeChat Pay's word for a merchant that has its public key instead of certificates. */
const NO_CERTIFICATE = "RESOURCE_NOT_EXISTS";

/** Calls of WeChat Pay. https://pay.weixin.qq.com/docs/merchant/apis/platform-certificate/api-v3-get-certificates/get.html */
export function createPayPlatform(deps: {
  readonly request: SendRequest;
  readonly clock: Pick<Clock, "now">;
}): PayPlatform {
  return {
    async certificates(merchant) {
      const nonce = randomBytes(16).toString("hex");
      const authorization = authorizationOf({ method: "GET", path: PATH, body: "" }, merchant, deps.clock.now(), nonce);
      const result = await deps.request({
        method: "GET",
        url: new URL(PATH, merchant.apiUrl),
        headers: { authorization, accept: "application/json", "user-agent": "wechat-fleet" },
        timeoutMs: TIMEOUT,
        wantsHeaders: true,
      });
      if (result.type === "error") throw failure("unreachable", `WeChat Pay was not reached: ${result.message}`);
      const { status, text, headers = {} } = result;
      if (status !== 200) return refused(status, text);
      const now = deps.clock.now();
      const told = certificatesIn(text, merchant.apiV3Key);
      refuseUnsigned(merchant, told, paySignatureIn(headers), text, now);
      return told.filter(({ notAfter }) => now < notAfter);
    },
  };
}

/**
 * The first answer is signed by a certificate that is in it. What is decrypted was encrypted with the APIv3 key, which
 * WeChat Pay and the merchant alone know; so its key proves the rest.
 */
function refuseUnsigned(
  { verifiers }: AskingMerchant,
  told: readonly KeptCertificate[],
  signature: PaySignature,
  text: string,
  now: number,
): void {
  refuseHeaders(signature, now);
  const verifier = verifierOf([...verifiers, ...told], signature.serial, now);
  if (!verifier) throw refusal("serial", "the answer's serial is neither known nor in the answer");
  if (!isSignedBy(verifier, signature, text)) throw refusal("signature", "the answer is not signed by WeChat Pay");
}

function certificatesIn(text: string, apiV3Key: string): KeptCertificate[] {
  const { data } = readAs(answerSchema, text, "the answer");
  return data.map(({ serial_no, encrypt_certificate }) =>
    certificateOf(serial_no, decrypt(encrypt_certificate, apiV3Key)),
  );
}

function certificateOf(serial: string, pem: string): KeptCertificate {
  const certificate = certificateIn(pem);
  if (!certificate || serialOf(certificate.serialNumber) !== serialOf(serial)) {
    throw refusal("malformed", `the certificate under the serial '${serial}' is not readable, or has another serial`);
  }
  return {
    serial: serialOf(serial),
    publicKey: certificate.publicKey.export({ type: "spki", format: "pem" }).toString(),
    notBefore: certificate.validFromDate.getTime(),
    notAfter: certificate.validToDate.getTime(),
  };
}

function certificateIn(pem: string): X509Certificate | undefined {
  try {
    return new X509Certificate(pem);
  } catch {
    return undefined;
  }
}

/** Throws what WeChat Pay refuses, with its own words; a merchant without certificates has an empty list. */
function refused(status: number, text: string): readonly KeptCertificate[] {
  const { code, message } = errorIn(text);
  if (status === 404 && code === NO_CERTIFICATE) return [];
  const words = `WeChat Pay answered ${status} ${code} ${message}`.trim().slice(0, 300);
  if (status >= 500 || status === 429) throw failure("unreachable", words);
  throw failure(status === 401 || status === 403 ? "unauthorized" : "refused", words);
}

function errorIn(text: string): z.infer<typeof errorSchema> {
  try {
    return errorSchema.parse(JSON.parse(text));
  } catch {
    return { code: "", message: "" };
  }
}

function failure(code: ErrorCode, message: string): AppError {
  return new AppError(code, message, { retryable: code === "unreachable", details: { path: PATH } });
}
