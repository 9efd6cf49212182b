import type { CallOptions } from "./call-endpoint.ts";
import { createPassThrough, type PassThrough } from "./pass-through.ts";
import { createWechatApi, type WechatApi } from "./wechat-api.ts";

/** The gateway's whole API: typed, and by names that are known at run time only. */
export type WholeContract = { readonly api: WechatApi; readonly passThrough: PassThrough };

export function createWholeContract(options: CallOptions): WholeContract {
  return { api: createWechatApi(options), passThrough: createPassThrough(options) };
}
