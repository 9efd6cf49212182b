import type { QrCodes } from "../../../official/application/ports/qr-codes.ts";
import type { NewQrCode } from "../../../official/domain/scene.ts";
import type { CallEndpoint } from "../call/call-endpoint.ts";
import { createWeixinApi } from "../call/weixin-api.ts";
import type { RequestOf } from "../contract/endpoint.ts";
import { qrCodePicture, qrCodes } from "../contract/modules/qr-codes.ts";

/** QR codes of an account by WeChat's API. */
export function createQrCodes(call: CallEndpoint): QrCodes {
  const api = createWeixinApi({ qrCodes }, call).qrCodes;
  return {
    async create(appId, code) {
      const { ticket, url, expire_seconds } = await api.create(appId, requestOf(code));
      const expires = expire_seconds === undefined ? {} : { expiresInSeconds: expire_seconds };
      return { ticket, url, pictureUrl: qrCodePicture(ticket), ...expires };
    },
  };
}

function requestOf({ scene, expireSeconds: expire_seconds }: NewQrCode): RequestOf<typeof qrCodes.create> {
  if (typeof scene === "string") {
    const action_info = { scene: { scene_str: scene } };
    return expire_seconds === undefined
      ? { action_name: "QR_LIMIT_STR_SCENE", action_info }
      : { action_name: "QR_STR_SCENE", expire_seconds, action_info };
  }
  const action_info = { scene: { scene_id: scene } };
  return expire_seconds === undefined
    ? { action_name: "QR_LIMIT_SCENE", action_info }
    : { action_name: "QR_SCENE", expire_seconds, action_info };
}
