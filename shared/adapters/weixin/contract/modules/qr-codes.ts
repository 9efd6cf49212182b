import * as z from "zod";
import { endpoint } from "../endpoint.ts";
import { name } from "../shapes.ts";

/** Seconds; 30 days at most. */
const expire_seconds = z.int().min(1).max(2_592_000).optional();
const byNumber = (most: number) => z.strictObject({ scene: z.strictObject({ scene_id: z.int().min(1).max(most) }) });
const byText = z.strictObject({ scene: z.strictObject({ scene_str: name.max(64) }) });

/** QR codes that lead to the account, with a scene that its events name (带参数二维码). */
export const qrCodes = {
  create: endpoint({
    path: "/cgi-bin/qrcode/create",
    method: "POST",
    family: "qr-codes",
    request: z.discriminatedUnion("action_name", [
      z.strictObject({ action_name: z.literal("QR_SCENE"), expire_seconds, action_info: byNumber(2 ** 32 - 1) }),
      z.strictObject({ action_name: z.literal("QR_STR_SCENE"), expire_seconds, action_info: byText }),
      z.strictObject({ action_name: z.literal("QR_LIMIT_SCENE"), action_info: byNumber(100_000) }),
      z.strictObject({ action_name: z.literal("QR_LIMIT_STR_SCENE"), action_info: byText }),
    ]),
    answer: z.looseObject({ ticket: name, expire_seconds: z.int().optional(), url: name }),
    idempotent: "yes",
    vendorId: "ticket",
  }),
};

/** Where the picture of a code is; it needs no token. */
export function qrCodePicture(ticket: string): string {
  return `https://mp.weixin.qq.com/cgi-bin/showqrcode?ticket=${encodeURIComponent(ticket)}`;
}
