import type { Content } from "../../messages/domain/content.ts";
import type { ContentFault } from "../../messages/domain/content-faults.ts";
import {
  MOST_PARTS,
  OFFICIAL_TEXT_LIMIT,
  officialContentFaults,
  officialContents,
  pushTypesOf,
  type ServiceOf,
} from "../../messages/domain/official-content.ts";
import { isPush, type PushType } from "../../messages/domain/templates/contents.ts";
import { bytesIn, charactersIn, splitText } from "../../messages/domain/texts/split-text.ts";
import { type Channel, channels } from "./channel.ts";

/** What a channel does with contents. */
type ChannelContents = {
  /** What keeps an account of the channel from sending a content. */
  readonly faults: (content: Content) => readonly ContentFault[];
  /** The contents that go out for one, in order. */
  readonly parts: (content: Content) => readonly Content[];
  /** The messages that a long answer goes out in, without a bound on their number. */
  readonly texts: (answer: string) => readonly string[];
  /** Whether a message can quote the one that it answers. */
  readonly quotes: boolean;
  /** The contents by templates that accounts of the channel send. */
  readonly pushes: readonly PushType[];
};

/** Characters (UTF-16 units) of one message of an answer to a personal account's contact: what a phone shows at once. */
const MESSAGE_CHARACTERS = 1000;

/** WeChat's people have no templates. */
function personalFaults(content: Content): readonly ContentFault[] {
  if (!isPush(content)) return [];
  const message = `a personal account cannot send '${content.type}': only accounts at WeChat's open platform have templates`;
  return [{ path: "type", message }];
}

/** What goes out as customer-service messages of WeChat's open platform. */
function ofService(of: ServiceOf): ChannelContents {
  return {
    faults: (content) => officialContentFaults(content, of),
    parts: officialContents,
    texts: (answer) => splitText(answer, OFFICIAL_TEXT_LIMIT, bytesIn),
    quotes: false,
    pushes: pushTypesOf(of),
  };
}

/** One row for each channel: a new channel does not compile without its row. */
const CONTENTS: Readonly<Record<Channel, ChannelContents>> = {
  personal: {
    faults: personalFaults,
    parts: (content) => [content],
    texts: (answer) => splitText(answer, MESSAGE_CHARACTERS, charactersIn),
    quotes: true,
    pushes: [],
  },
  official: ofService("official"),
  "mini-program": ofService("mini-program"),
};

/** What keeps an account of a channel from sending a content; empty where it can. */
export function contentFaultsOn(channel: Channel, content: Content): readonly ContentFault[] {
  return CONTENTS[channel].faults(content);
}

/** The contents that an account of a channel sends for one, in order: a text that is too long goes out in parts. */
export function contentsOn(channel: Channel, content: Content): readonly Content[] {
  return CONTENTS[channel].parts(content);
}

/** The messages that a long answer goes out in, at most five: it is split at the ends of sentences. */
export function answerTexts(channel: Channel, answer: string): readonly string[] {
  return CONTENTS[channel].texts(answer).slice(0, MOST_PARTS);
}

/** An answer as far as the channel's messages hold it; `truncated` where the rest is left out. */
export function boundedAnswer(channel: Channel, answer: string): { readonly text: string; readonly truncated?: true } {
  const texts = CONTENTS[channel].texts(answer);
  if (texts.length <= MOST_PARTS) return { text: answer };
  return { text: texts.slice(0, MOST_PARTS).join("\n"), truncated: true };
}

/** Whether accounts of a channel can quote the message that they answer. */
export function canQuote(channel: Channel): boolean {
  return CONTENTS[channel].quotes;
}

/** Whether some channel sends a content in several parts. */
export function isSplitOnSome(content: Content): boolean {
  return channels.some((channel) => contentsOn(channel, content).length > 1);
}

/** The contents by templates that accounts of a channel send. */
export function pushTypesOn(channel: Channel): readonly PushType[] {
  return CONTENTS[channel].pushes;
}
