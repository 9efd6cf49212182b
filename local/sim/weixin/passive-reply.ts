import { childOf, parseXml, type XmlNode } from "../../../shared/kernel/domain/xml.ts";
import { decryptOfficial, type OfficialKeys, officialSignature, type WireMode } from "./wire.ts";

/** What a person reads where no try was answered, or an answer was not what WeChat takes. */
export const FAULT_LINE = "该公众号暂时无法提供服务，请稍后再试";

/** What WeChat shows of an answer to a callback: the reply's fields, the fault line, or nothing. */
export type Shown = { readonly [name: string]: string } | "fault" | undefined;

const KINDS: ReadonlySet<string> = new Set([
  "text",
  "image",
  "voice",
  "video",
  "music",
  "news",
  "transfer_customer_service",
]);

/** What stands for the reply of a kind where that is not its `Content`: a file's media id, an article's title. */
const WORDS: { readonly [kind: string]: (reply: XmlNode | undefined) => string } = {
  image: (reply) => childOf(reply, "Image", "MediaId")?.text ?? "",
  voice: (reply) => childOf(reply, "Voice", "MediaId")?.text ?? "",
  video: (reply) => childOf(reply, "Video", "MediaId")?.text ?? "",
  news: (reply) => childOf(reply, "Articles", "item", "Title")?.text ?? "",
};

/**
 * Reads the answer to a message of `openid` as WeChat does: `success` and nothing show nothing, a reply must be XML to
 * this person from this account, and encrypted where messages are.
 */
export function shownOf(
  account: OfficialKeys & { readonly originalId: string },
  mode: WireMode,
  openid: string,
  answer: string,
): Shown {
  if (answer === "" || answer === "success") return undefined;
  const outside = parseXml(answer);
  const reply =
    mode === "plain" || (mode === "compatible" && !has(outside, "Encrypt")) ? outside : opened(account, outside);
  const kind = textOf(reply, "MsgType");
  if (textOf(reply, "ToUserName") !== openid || textOf(reply, "FromUserName") !== account.originalId) return "fault";
  if (!KINDS.has(kind) || !/^\d+$/.test(textOf(reply, "CreateTime"))) return "fault";
  return { kind, text: WORDS[kind]?.(reply) ?? textOf(reply, "Content") };
}

function opened(keys: OfficialKeys, outside: XmlNode | undefined): XmlNode | undefined {
  const [encrypted, timestamp, nonce] = ["Encrypt", "TimeStamp", "Nonce"].map((name) => textOf(outside, name));
  if (!encrypted || !timestamp || !nonce) return undefined;
  if (officialSignature(keys.token, timestamp, nonce, encrypted) !== textOf(outside, "MsgSignature")) return undefined;
  const text = decryptOfficial(keys, encrypted);
  return text === undefined ? undefined : parseXml(text);
}

const has = (node: XmlNode | undefined, name: string): boolean => childOf(node, name) !== undefined;
const textOf = (node: XmlNode | undefined, name: string): string => childOf(node, name)?.text.trim() ?? "";
