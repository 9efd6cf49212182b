import * as z from "zod";
import type { TokenSource } from "../../../official/application/ports/kept-tokens.ts";
import type { ComponentGrants } from "../../../official/application/ports/token-grants.ts";
import { keptTokenOf } from "../../../official/domain/kept-token.ts";
import { failure } from "../call-weixin.ts";
import { createQuestion, type QuestionDeps } from "./question.ts";

const PATH = "/cgi-bin/component/api_component_token";

const answerSchema = z.object({ component_access_token: z.string().min(1), expires_in: z.number().positive() });

/**
 * A third-party platform's own token, made with its newest verify ticket. WeChat takes a ticket for 12 hours; whether it
 * still does is left to WeChat.
 */
export function createComponentTokenSource(deps: QuestionDeps & { readonly grants: ComponentGrants }): TokenSource {
  return {
    async ask(owner) {
      const question = createQuestion(deps);
      const credential = await deps.grants.credentialOf(owner);
      if (!credential) throw refused(owner, "没有登记");
      if (!credential.ticket) throw refused(owner, "还没有收到微信推送的 component_verify_ticket（每十分钟一次）");
      const askedAt = deps.now();
      const body = {
        component_appid: owner,
        component_appsecret: credential.appSecret,
        component_verify_ticket: credential.ticket.value,
      };
      const answer = await question({ path: PATH, owner, body }, answerSchema);
      return keptTokenOf("component", answer.component_access_token, answer.expires_in, askedAt);
    },
  };
}

function refused(componentAppId: string, words: string) {
  return failure({ path: PATH, appId: componentAppId }, "account-refused", `第三方平台 ${componentAppId} ${words}`);
}
