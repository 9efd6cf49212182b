import { verify } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { type CallLog, recordCall } from "../call-log.ts";
import type { Faults } from "../faults/faults.ts";
import { isBefore, misbehave } from "../faults/misbehave.ts";
import type { SimMerchant, SimMerchants } from "./merchants.ts";
import { certificateSigner, publicKeySigner } from "./signer.ts";
import { encryptForMerchant, payTime, signedByPay } from "./wire.ts";

/** What the paths of api.mch.weixin.qq.com begin with. */
export const PAY_PREFIX = "/v3/";

const SCHEME = "WECHATPAY2-SHA256-RSA2048 ";
/** How old a call's signature may be, s. */
const WINDOW = 300;

type PayAnswer = { readonly status: number; readonly body: object; readonly by?: SimMerchant };

/** api.mch.weixin.qq.com: certificates, for merchants who sign their calls. */
export function createPayApi(options: {
  readonly clock: { now(): number };
  readonly merchants: SimMerchants;
  readonly log: CallLog;
  readonly faults: Faults;
}): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const { clock, merchants, log, faults } = options;

  function execute({ method = "", headers }: IncomingMessage, path: string): PayAnswer {
    const signed = fieldsOf(headers.authorization ?? "");
    const now = clock.now();
    const merchant = merchants.get(signed.get("mchid") ?? "", now);
    if (!merchant || !isSigned(merchant, signed, { method, path, now })) {
      return { status: 401, body: { code: "SIGN_ERROR", message: "签名错误" } };
    }
    if (method !== "GET" || path !== "/v3/certificates") {
      return { status: 404, body: { code: "RESOURCE_NOT_EXISTS", message: "查询的资源不存在" }, by: merchant };
    }
    return {
      status: 200,
      body: { data: merchant.certificates.map((one) => told(merchant.apiV3Key, one)) },
      by: merchant,
    };
  }

  return async (request, response) => {
    const path = request.url ?? "";
    const mchId = fieldsOf(request.headers.authorization ?? "").get("mchid") ?? "";
    const call = { at: clock.now(), path, appId: mchId, body: "{}" };
    const fault = faults.take({ path, appId: mchId, toWxid: undefined, onlyNamed: true });
    if (fault && isBefore(fault)) {
      await recordCall(log, { ...call, ret: null, fault: fault.kind, executed: false });
      return misbehave(fault, request, response, (_value, message) => ({ code: "SYSTEM_ERROR", message }));
    }
    const { status, body, by } = execute(request, path);
    await recordCall(log, {
      ...call,
      ret: status === 200 ? 0 : status,
      fault: fault?.kind ?? null,
      executed: status === 200,
    });
    if (fault?.kind === "latency") await faults.wait(fault.value);
    else if (fault) return misbehave(fault, request, response, () => ({}));
    send(response, status, JSON.stringify(body), by && signerFor(by, request, clock.now()), clock.now());
  };
}

/** By the key that the merchant says to have, else by a certificate. */
function signerFor(merchant: SimMerchant, { headers }: IncomingMessage, now: number) {
  const asks = headers["wechatpay-serial"] === merchant.payPublicKeyId;
  return asks ? publicKeySigner(merchant) : certificateSigner(merchant, now);
}

function send(
  response: ServerResponse,
  status: number,
  body: string,
  signer: ReturnType<typeof publicKeySigner> | undefined,
  now: number,
): void {
  const signature = signer ? signedByPay(signer, body, now).headers : {};
  const headers = { "content-type": "application/json; charset=utf-8", "content-length": Buffer.byteLength(body) };
  response.writeHead(status, { ...headers, ...signature });
  response.end(body);
}

function told(apiV3Key: string, { serial, certificate, notBefore, notAfter }: SimMerchant["certificates"][number]) {
  return {
    serial_no: serial,
    effective_time: payTime(notBefore),
    expire_time: payTime(notAfter),
    encrypt_certificate: encryptForMerchant(apiV3Key, certificate, "certificate"),
  };
}

/** `mchid="…",nonce_str="…",…` */
function fieldsOf(authorization: string): ReadonlyMap<string, string> {
  if (!authorization.startsWith(SCHEME)) return new Map();
  return new Map(
    [...authorization.slice(SCHEME.length).matchAll(/(\w+)="([^"]*)"/g)].map(([, name = "", value = ""]) => [
      name,
      value,
    ]),
  );
}

function isSigned(
  { publicKey, certificateSerial }: SimMerchant,
  signed: ReadonlyMap<string, string>,
  { method, path, now }: { readonly method: string; readonly path: string; readonly now: number },
): boolean {
  const timestamp = signed.get("timestamp") ?? "";
  if (signed.get("serial_no")?.toUpperCase() !== certificateSerial) return false;
  if (!(Math.abs(now / 1000 - Number(timestamp)) <= WINDOW)) return false;
  const signature = Buffer.from(signed.get("signature") ?? "", "base64");
  const text = [method, path, timestamp, signed.get("nonce_str") ?? "", ""].map((line) => `${line}\n`).join("");
  return verify("sha256", Buffer.from(text), publicKey, signature);
}
