import type { CallOptions } from "./call-endpoint.ts";
import { type ApiOf, createClient } from "./client.ts";
import { contract } from "./contract/contract.ts";

/** The gateway's whole API, typed: `api.login.getLoginQrCode({ … })`, `api.message.postText({ … })`, … */
export type WechatApi = ApiOf<typeof contract>;

/** A client for every endpoint of the contract. Errors: see `createCallEndpoint`. */
export function createWechatApi(options: CallOptions): WechatApi {
  return createClient(contract, options);
}
