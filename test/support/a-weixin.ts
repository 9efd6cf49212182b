import { createCallWeixin } from "../../shared/adapters/weixin/call-weixin.ts";
import { officialAccountsSchema } from "../../shared/adapters/weixin/credentials.ts";
import { formerCredentialsIn } from "../../shared/adapters/weixin/former-credentials.ts";
import { createOfficialGateway } from "../../shared/adapters/weixin/send/gateway.ts";
import { createTokenSource } from "../../shared/adapters/weixin/stable-token.ts";
import type { PostResult } from "../../shared/kernel/application/ports/http-post.ts";
import type { SendRequest } from "../../shared/kernel/application/ports/http-request.ts";
import type { Content } from "../../shared/messages/domain/content.ts";
import type { ServiceOf } from "../../shared/messages/domain/official-content.ts";
import { createMemoryTokenStore } from "../../shared/official/adapters/memory-token-store.ts";
import { createMemoryUploadedMedia } from "../../shared/official/adapters/memory-uploaded-media.ts";
import { createKeptTokens } from "../../shared/official/application/kept-tokens.ts";
import { aCommand } from "./builders.ts";
import { fakeClock } from "./fake-clock.ts";
import { recordingObservability } from "./recording-observability.ts";

export type WeixinResult = PostResult;
type Call = {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: unknown;
  readonly raw: Buffer;
};

export const APP = "wx_demo_official";
const SECRETS = {
  baseUrl: "https://api.weixin.example/",
  accounts: { [APP]: { appSecret: "s3cret", token: "abc", mode: "plain" }, wx_typo: { appSecret: "s3cret" } },
};

export const answered = (body: object, status = 200): WeixinResult => ({
  type: "answer",
  status,
  text: JSON.stringify(body),
});
export const errcode = (code: number, errmsg = "no") => answered({ errcode: code, errmsg });
export const noAnswer = (kind: Extract<WeixinResult, { type: "error" }>["kind"]): WeixinResult => ({
  type: "error",
  kind,
  message: kind,
});

/**
 * WeChat's API. It answers each path's `answers` in turn, then with success: tokens `token-1`, `token-2`, … (a new one
 * each time), media `media-1`, … Files at URLs come from `files`; each call takes `takes` ms.
 */
export function aWeixin(
  answers: Readonly<Record<string, readonly WeixinResult[]>> = {},
  files: (url: string) => Promise<{ status: number; headers: Record<string, string>; body: Buffer }> = async () =>
    aJpeg(),
  takes = 0,
) {
  const clock = fakeClock();
  const calls: Call[] = [];
  const fetched: string[] = [];
  const forgotten: string[] = [];
  const count = (path: string) => calls.filter((call) => call.path === path).length;
  const well = (path: string): WeixinResult => {
    if (path.endsWith("stable_token")) return answered({ access_token: `token-${count(path)}`, expires_in: 7200 });
    if (path.endsWith("upload")) return answered({ type: "image", media_id: `media-${count(path)}`, created_at: 1 });
    return answered({ errcode: 0, errmsg: "ok" });
  };
  const request: SendRequest = async (sent) => {
    const { pathname: path, searchParams: query } = sent.url;
    const raw = Buffer.from(sent.method === "GET" ? "" : sent.body);
    const type = sent.method === "GET" ? undefined : sent.headers["content-type"];
    const body = type === "application/json" ? JSON.parse(raw.toString()) : type;
    calls.push({ method: sent.method, path, query, body, raw });
    clock.advance(takes);
    return answers[path]?.[count(path) - 1] ?? well(path);
  };
  const credentials = async () => officialAccountsSchema.parse(SECRETS);
  const call = createCallWeixin({ credentials, request });
  const uploaded = createMemoryUploadedMedia();
  const source = createTokenSource({
    call,
    credentials: { of: formerCredentialsIn(credentials), forget: (appId) => void forgotten.push(appId) },
    now: clock.now,
  });
  const tokens = createKeptTokens("access", {
    store: createMemoryTokenStore(),
    source,
    clock,
    ...recordingObservability(),
  });
  const gatewayOf = (of: ServiceOf) =>
    createOfficialGateway({
      of,
      call,
      uploaded,
      tokens,
      fetchMedia: async (url) => {
        fetched.push(url);
        return files(url);
      },
      now: clock.now,
      timeoutMs: 10_000,
    });
  const gateway = gatewayOf("official");
  return {
    clock,
    calls,
    fetched,
    forgotten,
    source,
    call,
    uploaded,
    paths: () => calls.map(({ path }) => path.slice(path.lastIndexOf("/") + 1)),
    send: (content: Content, appId = APP) => gateway.send(aCommand({ appId, to: "openid-1", content })),
    sendFromMiniProgram: (content: Content, appId = APP) =>
      gatewayOf("mini-program").send(aCommand({ appId, to: "openid-1", content })),
  };
}

export function aJpeg(bytes = 100) {
  const body = Buffer.alloc(bytes);
  body.write("\xff\xd8\xff", "latin1");
  return { status: 200, headers: { "content-type": "image/jpeg" }, body };
}
