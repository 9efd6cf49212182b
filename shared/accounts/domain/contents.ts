import type { Content } from "../../messages/domain/content.ts";
import type { ContentFault } from "../../messages/domain/content-faults.ts";
import { officialContentFaults, officialContents } from "../../messages/domain/official-content.ts";
import { type Channel, channels } from "./channel.ts";

/** What a channel does with contents. */
type ChannelContents = {
  /** What keeps an account of the channel from sending a content. */
  readonly faults: (content: Content) => readonly ContentFault[];
  /** The contents that go out for one, in order. */
  readonly parts: (content: Content) => readonly Content[];
};

/** One row for each channel: a new channel does not compile without its row. */
const CONTENTS: Readonly<Record<Channel, ChannelContents>> = {
  personal: { faults: () => [], parts: (content) => [content] },
  official: { faults: officialContentFaults, parts: officialContents },
};

/** What keeps an account of a channel from sending a content; empty where it can. */
export function contentFaultsOn(channel: Channel, content: Content): readonly ContentFault[] {
  return CONTENTS[channel].faults(content);
}

/** The contents that an account of a channel sends for one, in order: a text that is too long goes out in parts. */
export function contentsOn(channel: Channel, content: Content): readonly Content[] {
  return CONTENTS[channel].parts(content);
}

/** Whether some channel sends a content in several parts. */
export function isSplitOnSome(content: Content): boolean {
  return channels.some((channel) => contentsOn(channel, content).length > 1);
}
