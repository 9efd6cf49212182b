import type { Content } from "./content.ts";
import type { ContentFault } from "./content-faults.ts";
import { isPush, type PushContent, type PushType } from "./templates/contents.ts";
import { splitText } from "./texts/split-text.ts";

/** Bytes of a customer-service text: WeChat's limit of `message/custom/send`. A Chinese character has three bytes. */
export const OFFICIAL_TEXT_LIMIT = 2048;

/** Customer-service messages that WeChat allows after one message of a user. A long text is split into no more parts. */
export const MOST_PARTS = 5;

/** Contents that customer-service messages can carry, by whose they are. */
const SENDABLE = {
  official: ["text", "image", "voice", "video", "link", "mini-program"],
  "mini-program": ["text", "image", "link", "mini-program"],
} as const satisfies Readonly<Record<string, readonly Content["type"][]>>;

/** Whose customer-service messages: an Official Account's or a mini program's. */
export type ServiceOf = keyof typeof SENDABLE;

/** Contents that go out by a template, and the members of theirs that only the others take. */
const PUSHES: Readonly<
  Record<ServiceOf, { readonly types: readonly PushType[]; readonly without: readonly string[] }>
> = {
  official: { types: ["template", "subscription"], without: ["miniProgramState", "lang"] },
  "mini-program": { types: ["subscription"], without: ["miniProgram"] },
};
export type OfficialContent = Extract<Content, { readonly type: (typeof SENDABLE)[ServiceOf][number] }>;

const TITLES: Readonly<Record<ServiceOf, string>> = {
  official: "an Official Account",
  "mini-program": "a mini program",
};

export function isOfficialContent(content: Content, of: ServiceOf = "official"): content is OfficialContent {
  return SENDABLE[of].some((type) => type === content.type);
}

/** The contents by templates that an account of a kind sends. */
export function pushTypesOf(of: ServiceOf): readonly PushType[] {
  return PUSHES[of].types;
}

/** What keeps an account from sending a content; a long text counts as the parts that it is split into. */
export function officialContentFaults(content: Content, of: ServiceOf = "official"): ContentFault[] {
  const title = TITLES[of];
  if (isPush(content) && pushTypesOf(of).includes(content.type)) return memberFaults(content, of);
  if (!isOfficialContent(content, of)) {
    const known = [...SENDABLE[of], ...pushTypesOf(of)].join(", ");
    return [{ path: "type", message: `${title} cannot send '${content.type}': it sends ${known}` }];
  }
  if (content.type !== "text") return [];
  const faults: ContentFault[] = [];
  if (content.mentions?.length) {
    faults.push({ path: "mentions", message: `${title} has no groups, and so cannot mention members` });
  }
  const parts = splitText(content.text, OFFICIAL_TEXT_LIMIT).length;
  if (parts > MOST_PARTS) {
    const message = `a text for ${title} may have ${MOST_PARTS} parts of ${OFFICIAL_TEXT_LIMIT} bytes; this one has ${parts}`;
    faults.push({ path: "text", message });
  }
  return faults;
}

/** A push may not have what only accounts of another kind take. */
function memberFaults(content: PushContent, of: ServiceOf): ContentFault[] {
  return Object.keys(content)
    .filter((member) => PUSHES[of].without.includes(member))
    .map((member) => ({ path: member, message: `a message of ${TITLES[of]} has no '${member}'` }));
}

/** The contents that a customer service sends for one: a text that is too long goes out in parts. */
export function officialContents(content: Content): readonly Content[] {
  if (content.type !== "text") return [content];
  const parts = splitText(content.text, OFFICIAL_TEXT_LIMIT);
  return parts.length === 1 ? [content] : parts.map((text) => ({ ...content, text }));
}
