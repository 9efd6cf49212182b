import { parseJson } from "../../parse-json.ts";
import { BadRequest } from "../http.ts";
import { refused, type SimFile, type WeixinAnswer } from "./answer.ts";
import type { TellPlatform } from "./component/callbacks.ts";
import { PLATFORM_CALLS } from "./component/calls.ts";
import type { SimPlatformTokens } from "./component/tokens.ts";
import { weixinAccount } from "./credentials.ts";
import { customSend } from "./custom-send.ts";
import type { Desk } from "./endpoints/behaviour.ts";
import { carryOut, hasEndpoint } from "./endpoints/endpoints.ts";
import type { SimMedia } from "./media.ts";
import { MINI_CALLS } from "./mini/calls.ts";
import { fileIn } from "./multipart.ts";
import { OAUTH_CALLS } from "./oauth/calls.ts";
import { credentialSchema, type WeixinRequest } from "./request.ts";
import type { Shelves } from "./state/shelves.ts";
import type { SimTickets } from "./tickets.ts";
import type { SimTokens } from "./tokens.ts";
import type { SimUsers } from "./users.ts";
import type { WireFields } from "./wire.ts";

/** What WeChat's open platform keeps. */
export type WeixinState = {
  readonly tokens: SimTokens;
  readonly tickets: SimTickets;
  readonly platforms: SimPlatformTokens;
  readonly users: SimUsers;
  readonly media: SimMedia;
  readonly shelves: Shelves;
  /** Sends an event to an account's callback URL. */
  readonly tell: TellEvent;
  /** Sends an event to the URL of the third-party platform. */
  readonly tellPlatform: TellPlatform;
};

/** `from`: the person whom the event is about, or who WeChat says has sent it. */
export type TellEvent = (appId: string, event: string, from: string, fields: WireFields) => void;

type Call = (state: WeixinState, request: WeixinRequest) => WeixinAnswer | SimFile;

/** Calls by method and path. */
const CALLS: Readonly<Record<string, Call>> = {
  ...PLATFORM_CALLS,
  ...OAUTH_CALLS,
  ...MINI_CALLS,
  "GET /cgi-bin/ticket/getticket": (state, request) =>
    withToken(state, request, (appId) => state.tickets.ticket(appId, request.query.get("type") ?? "", request.now)),
  "POST /cgi-bin/stable_token": ({ tokens }, { raw, now }) =>
    withCredentials(parseJson(raw), (appId, force) => tokens.stable(appId, force, now)),
  "GET /cgi-bin/token": ({ tokens }, { query, now }) =>
    withCredentials(Object.fromEntries(query), (appId) => tokens.fresh(appId, now)),
  "POST /cgi-bin/message/custom/send": (state, request) =>
    withToken(state, request, (appId) => customSend(state, appId, parseJson(request.raw), request.now)),
  "POST /cgi-bin/media/upload": (state, request) => {
    const { query, raw, contentType, now } = request;
    const type = query.get("type") ?? "";
    return withToken(state, request, (appId) => state.media.upload(appId, type, fileIn(raw, contentType), now));
  },
};

/** Carries out a call. @throws BadRequest 404 for one that the simulator does not have */
export function execute(state: WeixinState, request: WeixinRequest): WeixinAnswer | SimFile {
  const name = `${request.method} ${request.path}`;
  const call = Object.hasOwn(CALLS, name) ? CALLS[name] : undefined;
  if (call) return call(state, request);
  if (!hasEndpoint(request.path)) throw new BadRequest(`no route ${name} at WeChat's open platform`, 404);
  return withToken(state, request, (appId) => carryOut(deskOf(state, appId, request.now), request));
}

function deskOf({ users, media, shelves, tell }: WeixinState, appId: string, now: number): Desk {
  return {
    appId,
    now,
    users,
    media,
    shelf: (kind, schema) => shelves(appId, kind, schema),
    tell: (event, from, fields) => tell(appId, event, from, fields),
  };
}

function withCredentials(given: unknown, give: (appId: string, force: boolean) => WeixinAnswer): WeixinAnswer {
  const { data } = credentialSchema.safeParse(given);
  if (data?.grant_type !== "client_credential") return refused(40002);
  const account = weixinAccount(data.appid);
  if (!account) return refused(40013);
  return data.secret === account.appSecret ? give(data.appid, data.force_refresh) : refused(40125);
}

function withToken(
  { tokens }: WeixinState,
  { query, now }: WeixinRequest,
  work: (appId: string) => WeixinAnswer | SimFile,
): WeixinAnswer | SimFile {
  const owner = tokens.owner(query.get("access_token") ?? "", now);
  return typeof owner === "string" ? work(owner) : refused(owner);
}
