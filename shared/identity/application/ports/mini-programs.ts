import type { MediaCheck, TextCheck } from "../../domain/mini/requests.ts";

/** What WeChat tells for the code of a login. */
export type ExchangedCode = { readonly openid: string; readonly sessionKey: string; readonly unionid?: string };

/** What WeChat thinks of a content. `suggest`: `pass`, `review` or `risky`; `label`: why, by WeChat's number. */
export type ContentVerdict = { readonly suggest: string; readonly label: number; readonly traceId: string };

/**
 * Calls of WeChat for a person in a mini program. Where WeChat refuses what the person's side sent, they throw what may
 * be told to it: `unauthorized` and `conflict` for a code, `forbidden` for a person, `throttled`, `unprocessable`. All
 * else is `unavailable`.
 */
export type MiniPrograms = {
  /** `jscode2session`. A code serves once. */
  exchange(appId: string, code: string): Promise<ExchangedCode>;
  /** What WeChat tells of the number (`phone_info`), as it stands. A code serves once, for five minutes. */
  phoneInfo(appId: string, openid: string, code: string): Promise<unknown>;
  checkText(appId: string, openid: string, check: TextCheck): Promise<ContentVerdict>;
  /** The id under which the event `wxa_media_check` tells the verdict later. */
  checkMedia(appId: string, openid: string, check: MediaCheck): Promise<{ readonly traceId: string }>;
};
