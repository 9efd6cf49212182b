import type { Content } from "./content.ts";
import type { ContentFault } from "./content-faults.ts";
import { officialContentFaults, officialContents } from "./official-content.ts";

/** What a channel does with contents. */
type ChannelContents = {
  /** What keeps an account of the channel from sending a content. */
  readonly faults: (content: Content) => readonly ContentFault[];
  /** The contents that go out for one, in order. */
  readonly parts: (content: Content) => readonly Content[];
};

/**
 * The channels by which accounts receive and send messages, in the order in which they are listed. `personal`: a WeChat
 * account at the gateway WechatApi. `official`: an Official Account at WeChat's open platform. Every room that treats
 * channels differently has a table with a row for each of them.
 */
const CONTENTS = {
  personal: { faults: () => [], parts: (content) => [content] },
  official: { faults: officialContentFaults, parts: officialContents },
} as const satisfies Readonly<Record<string, ChannelContents>>;

export type Channel = keyof typeof CONTENTS;

export const channels = Object.keys(CONTENTS) as [Channel, ...Channel[]];

/** The channel of everything that does not name its channel. */
export const DEFAULT_CHANNEL = "personal" satisfies Channel;

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

/** A channel as messages on queues and rows name it: the default one is left out. */
export function named(channel: Channel): { channel?: Exclude<Channel, typeof DEFAULT_CHANNEL> } {
  return channel === DEFAULT_CHANNEL ? {} : { channel };
}
