import type { IncomingMessage, ServerResponse } from "node:http";
import type { DatabaseSync } from "node:sqlite";
import * as z from "zod";
import type { LocalClock } from "../../clock.ts";
import { readBody } from "../../read-body.ts";
import { type CallLog, recordCall } from "../call-log.ts";
import type { Faults } from "../faults/faults.ts";
import { isBefore, misbehave } from "../faults/misbehave.ts";
import { BadRequest, sendJson } from "../http.ts";
import { refused, type WeixinAnswer } from "./answer.ts";
import { OFFICIAL_ACCOUNT } from "./credentials.ts";
import { customSend } from "./custom-send.ts";
import { createMedia, fileIn } from "./media.ts";
import { createTokens } from "./tokens.ts";
import { createUsers, type SimUsers } from "./users.ts";

/** Where api.weixin.qq.com begins on the simulator. */
export const WEIXIN_PREFIX = "/weixin/";

const LARGEST_BODY = 12 * 1024 * 1024;

const credentialSchema = z.object({
  grant_type: z.string(),
  appid: z.string(),
  secret: z.string(),
  force_refresh: z.boolean().default(false),
});
const addressed = z.object({ touser: z.string() });

type Request = {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly contentType: string;
  readonly raw: Buffer;
  readonly now: number;
};

export type WeixinApi = {
  answer(request: IncomingMessage, response: ServerResponse): Promise<void>;
  readonly users: SimUsers;
};

/** WeChat's open platform for the demo fleet's Official Account: tokens, media, customer-service messages. */
export function createWeixinApi(options: {
  db: DatabaseSync;
  clock: Pick<LocalClock, "now">;
  log: CallLog;
  faults: Faults;
}): WeixinApi {
  const { db, clock, log, faults } = options;
  const tokens = createTokens(db);
  const users = createUsers(db);
  const media = createMedia(db);

  function withCredentials(given: unknown, give: (appId: string, force: boolean) => WeixinAnswer): WeixinAnswer {
    const { data } = credentialSchema.safeParse(given);
    if (data?.grant_type !== "client_credential") return refused(40002);
    if (data.appid !== OFFICIAL_ACCOUNT.appId) return refused(40013);
    return data.secret === OFFICIAL_ACCOUNT.appSecret ? give(data.appid, data.force_refresh) : refused(40125);
  }

  function withToken({ query, now }: Request, work: (appId: string) => WeixinAnswer): WeixinAnswer {
    const owner = tokens.owner(query.get("access_token") ?? "", now);
    return typeof owner === "string" ? work(owner) : refused(owner);
  }

  function execute(request: Request): WeixinAnswer {
    const { path, query, raw, contentType, now } = request;
    switch (`${request.method} ${path}`) {
      case "POST /cgi-bin/stable_token":
        return withCredentials(parse(raw), (appId, force) => tokens.stable(appId, force, now));
      case "GET /cgi-bin/token":
        return withCredentials(Object.fromEntries(query), (appId) => tokens.fresh(appId, now));
      case "POST /cgi-bin/message/custom/send":
        return withToken(request, (appId) => customSend({ users, media }, appId, parse(raw), now));
      case "POST /cgi-bin/media/upload":
        return withToken(request, (appId) =>
          media.upload(appId, query.get("type") ?? "", fileIn(raw, contentType), now),
        );
      default:
        throw new BadRequest(`no route ${request.method} ${path} at WeChat's open platform`, 404);
    }
  }

  return {
    users,
    async answer(incoming, response) {
      const url = new URL(incoming.url ?? "/", "http://localhost");
      const request: Request = {
        method: incoming.method ?? "",
        path: url.pathname.slice(WEIXIN_PREFIX.length - 1),
        query: url.searchParams,
        contentType: incoming.headers["content-type"] ?? "",
        raw: await readBody(incoming, LARGEST_BODY, (message) => new BadRequest(message, 413)),
        now: clock.now(),
      };
      const { path } = request;
      const call = { at: request.now, path, appId: appIdOf(request), body: loggedBody(request) };
      const toWxid = addressed.safeParse(parse(request.raw)).data?.touser;
      const fault = faults.takeOfWeixin({ path, appId: call.appId, toWxid });
      if (fault && isBefore(fault)) {
        const ret = fault.kind === "errcode" || fault.kind === "ret" ? fault.value : null;
        await recordCall(log, { ...call, ret, fault: fault.kind, executed: false });
        return misbehave(fault, incoming, response, refusedWith);
      }
      const answer = execute(request);
      const errcode = answer.errcode ?? 0;
      await recordCall(log, { ...call, ret: errcode, fault: fault?.kind ?? null, executed: errcode === 0 });
      if (fault?.kind === "latency") await faults.wait(fault.value);
      else if (fault) return misbehave(fault, incoming, response, refusedWith);
      sendJson(response, 200, answer);
    },
  };
}

/** Calls with a token belong to the account whose token it is, be it still good or not. */
function appIdOf({ query, raw }: Request): string {
  const token = query.get("access_token");
  if (token !== null) return token.slice(0, Math.max(0, token.indexOf(".")));
  const given = query.get("appid") ?? credentialSchema.safeParse(parse(raw)).data?.appid;
  return given ?? "";
}

/** Files are logged by what they are, secrets not at all. */
function loggedBody({ raw, contentType, query }: Request): string {
  if (contentType.startsWith("multipart/")) {
    return JSON.stringify({ type: query.get("type"), file: fileIn(raw, contentType) ?? null });
  }
  const body = parse(raw);
  if (typeof body !== "object" || body === null) return JSON.stringify(raw.toString());
  return JSON.stringify(body, (name, value: unknown) => (name === "secret" ? "***" : value));
}

function refusedWith(errcode: number, errmsg: string): WeixinAnswer {
  return { errcode, errmsg };
}

/** Undefined for what is no JSON. */
function parse(raw: Buffer): unknown {
  try {
    return JSON.parse(raw.toString());
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
