import { AppError } from "../../../kernel/domain/errors.ts";
import { retryAfterOf } from "../../../kernel/domain/retry-after.ts";
import type { AccessTokens } from "../../../official/application/ports/access-tokens.ts";
import type { UploadedMedia } from "../../../official/application/ports/uploaded-media.ts";
import type { Gateway } from "../../../outbound/application/ports/outbound.ts";
import { type CallWeixin, failure } from "../call-weixin.ts";
import { INVALID_MEDIA_ID, TOKEN_ERRCODES } from "../errcode.ts";
import { causeOf, errcodeOf } from "../failure-cause.ts";
import { CUSTOM_SEND, customMessage } from "./custom-message.ts";
import { createMediaIds, type FetchMedia } from "./media-ids.ts";
import { sendable } from "./sendable.ts";
import { createSendingTime, ENOUGH, SENDING, type Sending } from "./sending-time.ts";

/** Customer-service messages of Official Accounts. Token, files and the call together take `timeoutMs`. */
export function createOfficialGateway(deps: {
  readonly call: CallWeixin;
  readonly tokens: AccessTokens;
  readonly uploaded: UploadedMedia;
  readonly fetchMedia: FetchMedia;
  readonly now: () => number;
  readonly timeoutMs: number;
}): Pick<Gateway, "send"> {
  const mediaIdOf = createMediaIds(deps);
  const { timeLeft, inTime } = createSendingTime(deps.now);

  async function once(sending: Sending, token: string, fresh: boolean): Promise<void> {
    const { appId, to, content } = sending;
    const timeoutMs = () => timeLeft(sending) + SENDING;
    const message = await customMessage(content, (kind, url) =>
      inTime(sending, () => mediaIdOf({ appId, kind, url, token, fresh, timeoutMs }), ENOUGH),
    );
    const call = { path: CUSTOM_SEND, appId, query: { access_token: token }, body: { touser: to, ...message } };
    const { errcode } = await deps.call({ ...call, timeoutMs: timeoutMs() });
    // A proxy's "200 {}" does not say that the message went out.
    if (errcode !== 0) throw failure({ path: CUSTOM_SEND, appId }, "unreadable-answer", "the answer has no errcode");
  }

  /** WeChat refuses a token before anything comes of the call: it is made once more with the next one. */
  async function withToken(sending: Sending, fresh: boolean): Promise<void> {
    const { appId } = sending;
    const token = await inTime(sending, () => deps.tokens.get(appId));
    try {
      await once(sending, token, fresh);
    } catch (error) {
      if (!TOKEN_ERRCODES.has(errcodeOf(error) ?? 0)) throw error;
      const next = await inTime(sending, () => deps.tokens.refreshed(appId, token));
      await once(sending, next, fresh);
    }
  }

  async function sendMessage(sending: Sending): Promise<void> {
    try {
      await withToken(sending, false);
    } catch (error) {
      if (errcodeOf(error) !== INVALID_MEDIA_ID) throw error;
      await withToken(sending, true);
    }
  }

  return {
    async send({ appId, to, content }) {
      try {
        await sendMessage({ appId, to, content: sendable(appId, content), endsAt: deps.now() + deps.timeoutMs });
        return { type: "sent", newMsgId: "", msgId: "", createTime: 0 };
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        return { type: "failed", cause: causeOf(error), message: error.message, ...retryAfterOf(error) };
      }
    },
  };
}
