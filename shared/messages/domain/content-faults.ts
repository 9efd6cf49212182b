import { parseWellFormedXml, parseXml } from "../../kernel/domain/xml.ts";
import { CONTENT_LIMIT, type Content, EVERYBODY } from "./content.ts";
import { dataFaults } from "./templates/faults.ts";

/** What is wrong with a content: `path` within it, dotted; empty for the content itself. */
export type ContentFault = { readonly path: string; readonly message: string };

/** What is not known yet where a content is judged: its recipient, or what its variables stand for. */
type Judged = { readonly to?: string | undefined; readonly unfilled?: true };

/**
 * What is wrong with a content that its schema cannot see: its XML, its size, mentions outside of a group, and values that
 * a template does not take. The API and the rules call it where a content comes in; later code does not check again, save
 * values whose variables are filled in later (`unfilled`).
 */
export function contentFaults(content: Content, { to, unfilled }: Judged = {}): ContentFault[] {
  const bytes = Buffer.byteLength(JSON.stringify(content));
  if (bytes > CONTENT_LIMIT) {
    return [{ path: "", message: `the content has ${bytes} bytes of JSON; ${CONTENT_LIMIT} are allowed` }];
  }
  switch (content.type) {
    case "text":
      return mentionFaults(content.mentions ?? [], to);
    case "app":
      return appFaults(content.xml);
    case "location":
    case "forward":
      return receivedFaults(content.xml);
    case "template":
    case "subscription":
      return dataFaults(content, unfilled);
    default:
      return [];
  }
}

function mentionFaults(mentions: readonly string[], to: string | undefined): ContentFault[] {
  if (mentions.length === 0) return [];
  if (to !== undefined && !to.endsWith("@chatroom")) {
    return [{ path: "mentions", message: "only members of a group (…@chatroom) can be mentioned" }];
  }
  return mentions.flatMap((wxid, index) =>
    wxid !== EVERYBODY && wxid.endsWith("@chatroom")
      ? [{ path: `mentions.${index}`, message: "this is a group, not a member of one" }]
      : [],
  );
}

function appFaults(xml: string): ContentFault[] {
  const root = parseWellFormedXml(xml);
  if (root?.name === "appmsg" && xml.startsWith("<appmsg")) return [];
  const found = root ? `this begins otherwise, or its root is <${root.name}>` : "this is not well-formed XML";
  return [{ path: "xml", message: `the <appmsg> element of a message is needed, alone: ${found}` }];
}

/** The XML was written by a vendor's client, so it is read as leniently as in a received message. */
function receivedFaults(xml: string): ContentFault[] {
  const root = parseXml(xml);
  if (root?.name === "msg") return [];
  const found = root ? `the root is <${root.name}>` : "this is no XML";
  return [{ path: "xml", message: `the XML of a received message, <msg>…</msg>, is needed: ${found}` }];
}
