import type { Content } from "../../../messages/domain/content.ts";
import {
  isOfficialContent,
  OFFICIAL_TEXT_LIMIT,
  type OfficialContent,
  officialContentFaults,
} from "../../../messages/domain/official-content.ts";
import { failure } from "../call-weixin.ts";
import { customerService } from "../contract/modules/customer-service.ts";

/**
 * What an Official Account can send of a command's content; throws `invalid-command` for all else. Commands are checked
 * where they are made, save forwards from other accounts and what rules for accounts of both kinds say.
 */
export function sendable(appId: string, content: Content): OfficialContent {
  const [fault] = officialContentFaults(content);
  if (fault || !isOfficialContent(content)) {
    throw failure({ path: customerService.send.path, appId }, "invalid-command", fault?.message ?? content.type);
  }
  const bytes = content.type === "text" ? Buffer.byteLength(content.text) : 0;
  if (bytes <= OFFICIAL_TEXT_LIMIT) return content;
  const message = `公众号文本最多 ${OFFICIAL_TEXT_LIMIT} 字节，这条有 ${bytes} 字节`;
  throw failure({ path: customerService.send.path, appId }, "invalid-command", message);
}
