import { MINI_PROGRAM, OFFICIAL_ACCOUNT } from "../../sim/weixin/credentials.ts";

/** An answer that is handed on as it came. */
export type Relayed = { readonly status: number; readonly text: string };

export type ShopClient = (act: string, body: string, authorization: string | undefined) => Promise<Relayed | undefined>;

/** The acts of WeChat's client, and where the simulator plays them. */
const ACTS: Readonly<Record<string, string>> = {
  config: `js-sdk/${OFFICIAL_ACCOUNT.appId}/config`,
  "end-ticket": `js-sdk/${OFFICIAL_ACCOUNT.appId}/end-ticket`,
  login: `mini-programs/${MINI_PROGRAM.appId}/login`,
  "phone-code": `mini-programs/${MINI_PROGRAM.appId}/phone-code`,
  data: `mini-programs/${MINI_PROGRAM.appId}/data`,
  pay: "orders",
};

/** What a mini program asks the platform by `wx.request`; no browser does, so the platform need not allow an origin. */
const REQUESTS: ReadonlySet<string> = new Set(["login", "phone", "data", "check"]);
const REQUEST = "request/";
const PATIENCE_MS = 15_000;

/**
 * WeChat's client on a phone, which a browser lacks: the acts of the simulator, and requests of the mini program to the
 * platform (`request/login`, …). Undefined for an act that it does not have. The URLs have no slash at the end.
 */
export function createShopClient(urls: { readonly simulatorUrl: string; readonly platformUrl: string }): ShopClient {
  return async (act, body, authorization) => {
    const played = Object.hasOwn(ACTS, act) ? ACTS[act] : undefined;
    if (played !== undefined) return post(`${urls.simulatorUrl}/sim/${played}`, body, undefined);
    const asked = act.startsWith(REQUEST) ? act.slice(REQUEST.length) : "";
    if (!REQUESTS.has(asked)) return undefined;
    return post(`${urls.platformUrl}/mini/${MINI_PROGRAM.appId}/${asked}`, body, authorization);
  };
}

async function post(url: string, body: string, authorization: string | undefined): Promise<Relayed> {
  const answer = await fetch(url, {
    method: "POST",
    body,
    headers: { "content-type": "application/json", ...(authorization === undefined ? {} : { authorization }) },
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  return { status: answer.status, text: await answer.text() };
}
