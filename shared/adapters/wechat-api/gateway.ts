import * as z from "zod";
import type { Gateway } from "../../application/ports.ts";
import { AppError } from "../../domain/errors.ts";
import { type GatewayAnswer, readGatewayAnswer } from "./answer.ts";
import type { PostJson } from "./post-json.ts";
import { type GatewayRequest, sendRequestOf } from "./send-request.ts";

/** The gateway's address and token, e.g. `{ baseUrl: "http://api.wechatapi.net/finder/v2/api", token }`. */
export const gatewayCredentialsSchema = z.object({
  baseUrl: z.url({ protocol: /^https?$/ }),
  token: z.string().min(1, "the gateway's token is not set"),
});

export type GatewayCredentials = z.infer<typeof gatewayCredentialsSchema>;

const idOrNumber = z.union([z.string(), z.number()]).transform(String);
const sentSchema = z
  .object({ newMsgId: idOrNumber.catch(""), msgId: idOrNumber.catch(""), createTime: z.number().catch(0) })
  .catch({ newMsgId: "", msgId: "", createTime: 0 });

/** WechatApi over HTTP. `timeoutMs` bounds one call from start to last byte. */
export function createGateway(deps: {
  readonly credentials: () => Promise<GatewayCredentials>;
  /** Called when the gateway refused the token: the next call reads it anew. */
  readonly forgetCredentials?: () => void;
  readonly postJson: PostJson;
  readonly timeoutMs: number;
}): Gateway {
  async function call({ path, body }: GatewayRequest): Promise<GatewayAnswer> {
    let credentials: GatewayCredentials;
    try {
      credentials = await deps.credentials();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return { ok: false, cause: "not-prepared", message: `the gateway's address and token cannot be read: ${reason}` };
    }
    const { baseUrl, token } = credentials;
    const url = new URL(`${baseUrl.replace(/\/$/, "")}${path}`);
    const answer = readGatewayAnswer(
      await deps.postJson(url, { "VideosApi-token": token }, JSON.stringify(body), deps.timeoutMs),
    );
    if (!answer.ok && answer.cause === "unauthorized") deps.forgetCredentials?.();
    return answer;
  }

  return {
    async send(command) {
      const answer = await call(sendRequestOf(command));
      if (!answer.ok) return { type: "failed", cause: answer.cause, message: answer.message };
      return { type: "sent", ...sentSchema.parse(answer.data ?? {}) };
    },
    async checkOnline(appId) {
      const answer = await call({ path: "/login/checkOnline", body: { appId } });
      if (answer.ok) return answer.data === true;
      if (answer.cause === "account-offline" || answer.cause === "device-gone") return false;
      throw new AppError(answer.cause === "refused" ? "refused" : "unreachable", answer.message, {
        retryable: answer.cause !== "refused",
        details: { appId, cause: answer.cause },
      });
    },
  };
}
