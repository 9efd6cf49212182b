import * as z from "zod";
import type { AccessTokens } from "../../../official/application/ports/access-tokens.ts";
import type { TokenSource } from "../../../official/application/ports/kept-tokens.ts";
import { keptTokenOf } from "../../../official/domain/kept-token.ts";
import { createQuestion, type QuestionDeps } from "./question.ts";
import { withToken } from "./with-token.ts";

/** What WeChat calls the kinds. */
const TYPES = { "jsapi-ticket": "jsapi", "card-ticket": "wx_card" } as const;

const answerSchema = z.object({ ticket: z.string().min(1), expires_in: z.number().positive() });

/**
 * Tickets by which an account's pages and cards are signed, got in the account's name.
 * https://developers.weixin.qq.com/doc/offiaccount/OA_Web_Apps/JS-SDK.html
 */
export function createTicketSource(
  kind: keyof typeof TYPES,
  deps: QuestionDeps & { readonly tokens: AccessTokens },
): TokenSource {
  return {
    async ask(owner) {
      const question = createQuestion(deps);
      return withToken({ kind: "access", tokens: deps.tokens, owner }, async (access_token) => {
        const askedAt = deps.now();
        const query = { access_token, type: TYPES[kind] };
        const answer = await question({ path: "/cgi-bin/ticket/getticket", owner, query }, answerSchema);
        return keptTokenOf(kind, answer.ticket, answer.expires_in, askedAt);
      });
    },
  };
}
