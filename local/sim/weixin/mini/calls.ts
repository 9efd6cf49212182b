import { refused, type WeixinAnswer } from "../answer.ts";
import { type WebState, withPlatformOf, withSecret } from "../oauth/calls.ts";
import type { Asker } from "../oauth/grants.ts";
import { unionOf } from "../people.ts";
import type { WeixinRequest } from "../request.ts";
import { isTooMany } from "../state/minute-counts.ts";
import { sessionOf } from "./sessions.ts";

/** A person may log in so often a minute. */
const A_MINUTE = 100;

/** Logins of mini programs, by method and path. */
export const MINI_CALLS: Readonly<Record<string, (state: WebState, request: WeixinRequest) => WeixinAnswer>> = {
  "GET /sns/jscode2session": (state, request) =>
    withSecret(request, "authorization_code", (asker) => byCode(state, request, asker)),
  "GET /sns/component/jscode2session": (state, request) =>
    withPlatformOf(state, request, "authorization_code", (asker) => byCode(state, request, asker)),
};

function byCode({ shelves }: WebState, { query, now }: WeixinRequest, { appId }: Asker): WeixinAnswer {
  const code = query.get("js_code") ?? "";
  if (code === "") return refused(41_008);
  const session = sessionOf((kind, schema) => shelves(appId, kind, schema), code, now);
  if (typeof session === "number") return refused(session);
  const { openid, sessionKey } = session;
  if (isTooMany(shelves, { appId, name: `login/${openid}`, most: A_MINUTE }, now)) return refused(45_011);
  return { session_key: sessionKey, openid, ...unionOf(shelves, openid) };
}
