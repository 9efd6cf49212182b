import type { Content } from "../../../messages/domain/content.ts";
import {
  isOfficialContent,
  OFFICIAL_TEXT_LIMIT,
  type OfficialContent,
  officialContentFaults,
  type ServiceOf,
} from "../../../messages/domain/official-content.ts";
import type { PushContent } from "../../../messages/domain/templates/contents.ts";
import { dataFaults } from "../../../messages/domain/templates/faults.ts";
import { failure } from "../call-weixin.ts";
import { customerService } from "../contract/modules/customer-service.ts";
import { subscriptions } from "../contract/modules/subscriptions.ts";
import { templates } from "../contract/modules/templates.ts";

/**
 * What a customer service can send of a command's content; throws `invalid-command` for all else. Commands are checked
 * where they are made, save forwards from other accounts and what rules for accounts of several kinds say.
 */
export function sendable(of: ServiceOf, appId: string, content: Content): OfficialContent {
  const refused = (message: string) => failure({ path: customerService.send.path, appId }, "invalid-command", message);
  const [fault] = officialContentFaults(content, of);
  if (fault || !isOfficialContent(content, of)) throw refused(fault?.message ?? content.type);
  if (of === "mini-program" && content.type === "mini-program" && content.miniAppId !== appId) {
    throw refused(`小程序的客服只能发送自己的卡片，这张卡片属于 ${content.miniAppId}`);
  }
  const bytes = content.type === "text" ? Buffer.byteLength(content.text) : 0;
  if (bytes <= OFFICIAL_TEXT_LIMIT) return content;
  throw refused(`客服文本最多 ${OFFICIAL_TEXT_LIMIT} 字节，这条有 ${bytes} 字节`);
}

const PATHS = { template: templates.send.path, subscription: subscriptions.send.path } as const;

/**
 * A content by a template that WeChat would take; throws `invalid-command` for all else: a rule's variables may have made
 * a value too long, which is never cut.
 */
export function sendablePush(of: ServiceOf, appId: string, content: PushContent): PushContent {
  const [fault] = [...officialContentFaults(content, of), ...dataFaults(content)];
  if (!fault) return content;
  throw failure({ path: PATHS[content.type], appId }, "invalid-command", `${fault.path}: ${fault.message}`);
}
