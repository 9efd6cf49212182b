import type { WeixinEndpoints } from "../../../official/application/ports/weixin-endpoints.ts";
import type { CallEndpoint } from "./call-endpoint.ts";

/** The pass-through, loaded with its first use: most requests of the operators' API do without the whole contract. */
export function createLazyPassThrough(callEndpoint: CallEndpoint): WeixinEndpoints {
  let loading: Promise<WeixinEndpoints> | undefined;
  function passThrough(): Promise<WeixinEndpoints> {
    loading ??= import("./pass-through.ts").then(({ createPassThrough }) => createPassThrough(callEndpoint));
    return loading;
  }
  return {
    list: async () => (await passThrough()).list(),
    call: async (...call) => (await passThrough()).call(...call),
  };
}
