import type { AccessTokens } from "../../application/ports/access-tokens.ts";
import type { Gateway } from "../../application/ports/outbound.ts";
import type { UploadedMedia } from "../../application/ports/uploaded-media.ts";
import type { Content } from "../../domain/content.ts";
import { AppError } from "../../domain/errors.ts";
import {
  isOfficialContent,
  OFFICIAL_TEXT_LIMIT,
  type OfficialContent,
  officialContentFaults,
} from "../../domain/official-content.ts";
import { type CallWeixin, failure } from "./call-weixin.ts";
import { customMessage } from "./custom-message.ts";
import { INVALID_MEDIA_ID, TOKEN_ERRCODES } from "./errcode.ts";
import { causeOf, errcodeOf } from "./failure-cause.ts";
import { createMediaIds, type FetchMedia } from "./media-ids.ts";

const PATH = "/cgi-bin/message/custom/send";

/** What the sending itself is left of a command's time, ms: token and files have the rest. */
const SENDING = 3000;

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

  async function once({ appId, to, content, endsAt }: Sending, token: string, fresh: boolean): Promise<void> {
    const timeLeft = () => {
      const left = endsAt - deps.now() - SENDING;
      if (left > 0) return left;
      throw failure({ path: PATH, appId }, "not-prepared", "token and files took too long; nothing was sent");
    };
    const message = await customMessage(content, (kind, url) =>
      mediaIdOf({ appId, kind, url, token, fresh, timeoutMs: timeLeft }),
    );
    const timeoutMs = timeLeft() + SENDING;
    await deps.call({ path: PATH, appId, query: { access_token: token }, body: { touser: to, ...message }, timeoutMs });
  }

  /** WeChat refuses a token before anything comes of the call: it is made once more with the next one. */
  async function withToken(appId: string, work: (token: string) => Promise<void>): Promise<void> {
    const token = await deps.tokens.get(appId);
    try {
      await work(token);
    } catch (error) {
      if (!TOKEN_ERRCODES.has(errcodeOf(error) ?? 0)) throw error;
      await work(await deps.tokens.refreshed(appId, token));
    }
  }

  async function sendMessage(sending: Sending): Promise<void> {
    const attempt = (fresh: boolean) => withToken(sending.appId, (token) => once(sending, token, fresh));
    try {
      await attempt(false);
    } catch (error) {
      if (errcodeOf(error) !== INVALID_MEDIA_ID) throw error;
      await attempt(true);
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
