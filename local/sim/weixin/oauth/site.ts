import type { IncomingMessage, ServerResponse } from "node:http";
import * as z from "zod";
import type { LocalClock } from "../../../clock.ts";
import { type CallLog, recordCall } from "../../call-log.ts";
import { BadRequest, parseInput, readText, sendHtml } from "../../http.ts";
import type { SimPlatformTokens } from "../component/tokens.ts";
import { derived } from "../people.ts";
import type { Shelves } from "../state/shelves.ts";
import { type Grant, newCode } from "./grants.ts";
import { faultPage, questionPage } from "./pages.ts";
import { type Question, questionOf } from "./question.ts";

/** Where open.weixin.qq.com begins on the simulator. */
export const OAUTH_SITE_PREFIX = "/weixin/connect/";

const PATH = "/connect/oauth2/authorize";
/** Who looks at the first page. */
const FIRST_VISITOR = "oDemoVisitor0000000000000001";

const choices = ["accept", "refuse", "snapshot"] as const;
const decisionSchema = z.object({
  /** The person's openid: who came last unless given. */
  as: z.string().min(1).max(64).optional(),
  choice: z.enum(choices).optional(),
});
type Decision = z.infer<typeof decisionSchema>;
const visitorSchema = z.object({ openid: z.string() });

type Deps = {
  shelves: Shelves;
  platforms: Pick<SimPlatformTokens, "platformOf">;
  clock: Pick<LocalClock, "now">;
  log: CallLog;
};

/**
 * The page by which WeChat asks people who they are. It answers at once for `snsapi_base`, and where the query or a form
 * has `choice` (and `as`).
 */
export function createOauthSite({ shelves, platforms, clock, log }: Deps) {
  const visitors = (appId: string) => shelves(appId, "web-visitors", visitorSchema);

  function follow(question: Question, { as, choice = "accept" }: Decision): { openid: string; location: string } {
    const { appId, redirect, state } = question;
    const openid = as ?? visitors(appId).get("last")?.openid ?? FIRST_VISITOR;
    visitors(appId).put("last", { openid });
    const location = new URL(redirect);
    if (choice !== "refuse") location.searchParams.append("code", codeFor(question, openid, choice === "snapshot"));
    location.searchParams.append("state", state);
    return { openid, location: location.href };
  }

  function codeFor({ appId, componentAppId, scope }: Question, openid: string, isSnapshot: boolean): string {
    const virtual = isSnapshot ? derived("snapshot", openid) : openid;
    const grant: Grant = { openid: virtual, scope, componentAppId, isSnapshot };
    return newCode(shelves, appId, grant, clock.now());
  }

  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://localhost");
    const isAsked = request.method === "GET" || request.method === "POST";
    if (pathname !== `/weixin${PATH}` || !isAsked) {
      throw new BadRequest(`no page ${request.method} ${pathname} at open.weixin.qq.com`, 404);
    }
    const form = request.method === "POST" ? new URLSearchParams(await readText(request, 10_000)) : searchParams;
    const decision = parseInput(decisionSchema, Object.fromEntries(form));
    const question = questionOf(searchParams, shelves, platforms.platformOf);
    const appId = searchParams.get("appid") ?? "";
    const tell = (ret: number, executed: boolean, body: object) => {
      const asked = { scope: searchParams.get("scope"), redirect_uri: searchParams.get("redirect_uri"), ...body };
      const call = { at: clock.now(), path: PATH, appId, body: JSON.stringify(asked), ret, fault: null, executed };
      return recordCall(log, call);
    };
    if ("code" in question) {
      await tell(question.code, false, {});
      return sendHtml(response, faultPage(question));
    }
    if (question.scope === "snsapi_userinfo" && decision.choice === undefined) {
      await tell(0, false, {});
      return sendHtml(response, questionPage(decision.as ?? visitors(appId).get("last")?.openid ?? FIRST_VISITOR));
    }
    const { openid, location } = follow(question, decision);
    await tell(0, true, { openid, choice: decision.choice ?? "accept" });
    response.writeHead(302, { location, "cache-control": "no-store", "content-length": 0 });
    response.end();
  };
}
