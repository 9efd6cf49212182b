import type { MiniPrograms } from "../../../identity/application/ports/mini-programs.ts";
import type { CallEndpoint } from "../call/call-endpoint.ts";
import { createWeixinApi } from "../call/weixin-api.ts";
import { checks } from "../contract/modules/checks.ts";
import { miniPrograms } from "../contract/modules/mini-programs.ts";
import { createExchangeCode, type ExchangeCodeDeps } from "./exchange-code.ts";
import { CHECK_REFUSALS, PHONE_REFUSALS, type Refusals, toldToPerson } from "./refusals.ts";

/** WeChat's numbers of what a file is. */
const MEDIA_TYPES = { recording: 1, picture: 2 } as const;

/** Which version of the content checks is asked for: the one that takes the person into account. */
const version = 2;

/** Calls of WeChat for people in mini programs. */
export function createMiniPrograms(deps: ExchangeCodeDeps & { readonly callEndpoint: CallEndpoint }): MiniPrograms {
  const api = createWeixinApi({ checks, miniPrograms }, deps.callEndpoint);

  async function told<T>({ path }: { readonly path: string }, refusals: Refusals, call: Promise<T>): Promise<T> {
    try {
      return await call;
    } catch (error) {
      throw toldToPerson(error, path, refusals);
    }
  }

  return {
    exchange: createExchangeCode(deps),

    async phoneInfo(appId, openid, code) {
      const call = api.miniPrograms.phoneNumber(appId, { code, openid });
      return (await told(miniPrograms.phoneNumber, PHONE_REFUSALS, call)).phone_info;
    },

    async checkText(appId, openid, check) {
      const call = api.checks.text(appId, { version, openid, ...check });
      const { result, trace_id: traceId } = await told(checks.text, CHECK_REFUSALS, call);
      return { suggest: result.suggest, label: result.label, traceId };
    },

    async checkMedia(appId, openid, { mediaUrl, mediaType, scene }) {
      const asked = { version, openid, scene, media_url: mediaUrl, media_type: MEDIA_TYPES[mediaType] } as const;
      const call = api.checks.media(appId, asked);
      return { traceId: (await told(checks.media, CHECK_REFUSALS, call)).trace_id };
    },
  };
}
