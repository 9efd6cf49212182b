import { AppError } from "../../../kernel/domain/errors.ts";
import type { Content } from "../../../messages/domain/content.ts";
import {
  isOfficialContent,
  OFFICIAL_TEXT_LIMIT,
  type OfficialContent,
  officialContentFaults,
} from "../../../messages/domain/official-content.ts";
import type { AccessTokens } from "../../../official/application/ports/access-tokens.ts";
import type { UploadedMedia } from "../../../official/application/ports/uploaded-media.ts";
import type { Gateway } from "../../../outbound/application/ports/outbound.ts";
import { type CallWeixin, failure } from "../call-weixin.ts";
import { INVALID_MEDIA_ID, TOKEN_ERRCODES } from "../errcode.ts";
import { causeOf, errcodeOf } from "../failure-cause.ts";
import { customMessage } from "./custom-message.ts";
import { createMediaIds, type FetchMedia } from "./media-ids.ts";

const PATH = "/cgi-bin/message/custom/send";

/** What the sending itself is left of a command's time, ms: token and files have the rest. */
export const SENDING = 3000;

/**
 * A file that did not come through in so long, ms, will not do so at the next try either: its command fails, as all that
 * the account has behind it would wait.
 */
const ENOUGH = 6000;

const TOO_LATE = "token and files took too long; nothing was sent";
const TOO_SLOW = "素材没有及时取到并上传，消息没有发送";

type Sending = {
  readonly appId: string;
  readonly to: string;
  readonly content: OfficialContent;
  /** Epoch ms. */
  readonly endsAt: number;
};

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

  /** What is left before the sending; throws where nothing is. */
  function timeLeft({ appId, endsAt }: Sending): number {
    const left = endsAt - deps.now() - SENDING;
    if (left > 0) return left;
    throw failure({ path: PATH, appId }, "not-prepared", TOO_LATE);
  }

  /** Ends in time also where the work does not; what comes of it then is of use to the next try. */
  async function inTime<T>(sending: Sending, work: () => Promise<T>, enough = Number.POSITIVE_INFINITY): Promise<T> {
    const late = Promise.withResolvers<never>();
    const left = timeLeft(sending);
    const { appId } = sending;
    const error =
      left >= enough
        ? failure({ path: PATH, appId }, "invalid-command", TOO_SLOW)
        : failure({ path: PATH, appId }, "not-prepared", TOO_LATE);
    const timer = setTimeout(() => late.reject(error), left);
    try {
      return await Promise.race([work(), late.promise]);
    } finally {
      clearTimeout(timer);
    }
  }

  async function once(sending: Sending, token: string, fresh: boolean): Promise<void> {
    const { appId, to, content } = sending;
    const timeoutMs = () => timeLeft(sending) + SENDING;
    const message = await customMessage(content, (kind, url) =>
      inTime(sending, () => mediaIdOf({ appId, kind, url, token, fresh, timeoutMs }), ENOUGH),
    );
    const body = { touser: to, ...message };
    const { errcode } = await deps.call({
      path: PATH,
      appId,
      query: { access_token: token },
      body,
      timeoutMs: timeLeft(sending) + SENDING,
    });
    // Some proxy's "200 {}" is nobody's word that the message went out.
    if (errcode !== 0) throw failure({ path: PATH, appId }, "unreadable-answer", "the answer has no errcode");
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
        return { type: "failed", cause: causeOf(error), message: error.message };
      }
    },
  };
}

/** Past the doors come forwards from other accounts, and what rules for accounts of both kinds say. */
function sendable(appId: string, content: Content): OfficialContent {
  const [fault] = officialContentFaults(content);
  if (fault || !isOfficialContent(content)) {
    throw failure({ path: PATH, appId }, "invalid-command", fault?.message ?? content.type);
  }
  const bytes = content.type === "text" ? Buffer.byteLength(content.text) : 0;
  if (bytes <= OFFICIAL_TEXT_LIMIT) return content;
  const message = `公众号文本最多 ${OFFICIAL_TEXT_LIMIT} 字节，这条有 ${bytes} 字节`;
  throw failure({ path: PATH, appId }, "invalid-command", message);
}
