import { canQuote } from "../../../accounts/domain/contents.ts";
import { type Quotable, quotable } from "../../../messages/domain/texts/quoting.ts";
import type { ActionContext } from "./action.ts";

/** The message as an answer to it quotes it; undefined where the account's channel or the message's kind has no quotes. */
export function quotedBy({ account, message, senderName }: ActionContext): Quotable | undefined {
  return canQuote(account.channel) ? quotable(message, senderName()) : undefined;
}
