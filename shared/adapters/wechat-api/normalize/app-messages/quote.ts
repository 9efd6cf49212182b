import { childOf, contentOf, numberIn, textOf } from "../../../../kernel/domain/xml.ts";
import type { MessageBody } from "../../../../messages/domain/inbound-message.ts";
import type { AppMessage } from "./element.ts";

/** `appmsg.type` of a quote. It is in no table of readers, because it holds another message. */
export const QUOTE = "57";

/**
 * A quote needs what it quotes. In a group `fromusr` is the group and `chatusr` the person; in a private chat both are
 * the person. What is quoted is kept as it came; `shownAs` says how people read it.
 */
export function quote(
  { appmsg, xml }: AppMessage,
  shownAs: (type: number | undefined, content: string) => string,
): MessageBody | undefined {
  const refer = childOf(appmsg, "refermsg");
  if (refer === undefined) return undefined;
  const type = numberIn(textOf(refer, "type"));
  const content = contentOf(refer, "content");
  return {
    kind: "quote",
    xml,
    text: textOf(appmsg, "title"),
    quoted: {
      id: textOf(refer, "svrid"),
      type,
      sender: textOf(refer, "chatusr") || textOf(refer, "fromusr"),
      displayName: textOf(refer, "displayname"),
      content,
      shown: shownAs(type, content),
    },
  };
}
