import type { AppError } from "../../../kernel/domain/errors.ts";
import { retryAfterOf } from "../../../kernel/domain/retry-after.ts";
import type { ServiceOf } from "../../../messages/domain/official-content.ts";
import { isPush } from "../../../messages/domain/templates/contents.ts";
import type { AccessTokens } from "../../../official/application/ports/access-tokens.ts";
import type { UploadedMedia } from "../../../official/application/ports/uploaded-media.ts";
import type { Gateway } from "../../../outbound/application/ports/outbound.ts";
import type { SendOutcome } from "../../../outbound/domain/outcome.ts";
import { createAuthorizedCall } from "../call/authorized-call.ts";
import type { CallWeixin } from "../call-weixin.ts";
import { customerService } from "../contract/modules/customer-service.ts";
import { INVALID_MEDIA_ID } from "../errcode.ts";
import { asFailure, causeOf, errcodeOf } from "../failure-cause.ts";
import { customMessage } from "./custom-message.ts";
import { createMediaIds, type FetchMedia } from "./media-ids.ts";
import { createSendPush } from "./push.ts";
import { sendable } from "./sendable.ts";
import { createSendingTime, ENOUGH, SENDING, type Sending, type Timed } from "./sending-time.ts";

/**
 * Messages of Official Accounts, or of mini programs: of their customer service, and by their templates. Token, files and
 * the call together take `timeoutMs`.
 */
export function createOfficialGateway(deps: {
  readonly of: ServiceOf;
  readonly call: CallWeixin;
  readonly tokens: AccessTokens;
  readonly uploaded: UploadedMedia;
  readonly fetchMedia: FetchMedia;
  readonly now: () => number;
  readonly timeoutMs: number;
}): Pick<Gateway, "send"> {
  const mediaIdOf = createMediaIds(deps);
  const { timeLeft, inTime } = createSendingTime(deps.now);

  /** A call in the account's name whose tokens come in time for the sending. */
  const authorized = (sending: Timed) =>
    createAuthorizedCall({
      call: deps.call,
      tokens: {
        get: (appId) => inTime(sending, () => deps.tokens.get(appId)),
        refreshed: (appId, failed) => inTime(sending, () => deps.tokens.refreshed(appId, failed)),
      },
    });

  const sendPush = createSendPush({ of: deps.of, authorized, timeLeft });

  async function once(sending: Sending, fresh: boolean): Promise<void> {
    const { appId, to, content } = sending;
    const call = authorized(sending);
    const timeoutMs = () => timeLeft(sending) + SENDING;
    const message = await customMessage(deps.of, content, (kind, url) =>
      inTime(sending, () => mediaIdOf({ appId, kind, url, call, fresh, timeoutMs }), ENOUGH),
    );
    await call({ appId, endpoint: customerService.send, body: { touser: to, ...message }, timeoutMs });
  }

  async function sendMessage(sending: Sending): Promise<void> {
    try {
      await once(sending, false);
    } catch (error) {
      if (errcodeOf(error) !== INVALID_MEDIA_ID) throw error;
      await once(sending, true);
    }
  }

  return {
    async send({ id, appId, to, content }) {
      const endsAt = deps.now() + deps.timeoutMs;
      const sent = { type: "sent", newMsgId: "", msgId: "", createTime: 0 } as const;
      try {
        if (isPush(content)) return { ...sent, newMsgId: await sendPush({ id, appId, to, content, endsAt }) };
        await sendMessage({ appId, to, content: sendable(deps.of, appId, content), endsAt });
        return sent;
      } catch (error) {
        return failed(asFailure(error));
      }
    },
  };
}

function failed(error: AppError): SendOutcome {
  return { type: "failed", cause: causeOf(error), message: error.message, ...retryAfterOf(error) };
}
