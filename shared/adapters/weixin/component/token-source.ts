import * as z from "zod";
import type { TokenSource } from "../../../official/application/ports/access-tokens.ts";
import type { ComponentCredentials } from "../../../official/application/ports/components.ts";
import { accessTokenOf } from "../../../official/domain/access-token.ts";
import { type CallWeixin, failure } from "../call-weixin.ts";

const PATH = "/cgi-bin/component/api_component_token";

/** Two of them fit into the lease of who asks. */
const TIMEOUT = 5000;

const answerSchema = z.object({ component_access_token: z.string().min(1), expires_in: z.number().positive() });

/** Tokens of third-party platforms (`api_component_token`): each question gives a new one. */
export function createComponentTokenSource(deps: {
  readonly call: CallWeixin;
  readonly components: ComponentCredentials;
  readonly now: () => number;
}): TokenSource {
  return {
    async ask(appId) {
      const credential = await deps.components.credentialOf(appId);
      if (!credential) throw refused(appId, `没有登记第三方平台 ${appId}`);
      const { appSecret, ticket } = credential;
      if (!ticket) throw refused(appId, `第三方平台 ${appId} 还没有收到 component_verify_ticket，微信每十分钟推送一次`);
      const askedAt = deps.now();
      const body = { component_appid: appId, component_appsecret: appSecret, component_verify_ticket: ticket.value };
      const answer = await deps.call({ method: "POST", path: PATH, appId, body, timeoutMs: TIMEOUT });
      const read = answerSchema.safeParse(answer);
      if (!read.success)
        throw failure({ path: PATH, appId }, "not-prepared", "the answer has no component_access_token");
      return accessTokenOf(read.data.component_access_token, read.data.expires_in, askedAt);
    },
  };
}

function refused(appId: string, words: string) {
  return failure({ path: PATH, appId }, "account-refused", words);
}
