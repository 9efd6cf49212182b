import * as z from "zod";

/** What WeChat's open platform calls an Official Account or a mini program by: its AppID, and its original id. */
export const officialAppIdSchema = z
  .string()
  .startsWith("wx", "the AppID of an Official Account or a mini program begins with 'wx'");
const originalIdSchema = z
  .string()
  .trim()
  .regex(
    /^gh_[A-Za-z0-9_]{1,60}$/,
    "the original id (原始 ID) of an Official Account or a mini program, such as gh_3dfda90e39d6",
  );

/** An account at WeChat's open platform, which needs no connection. */
const ofOpenPlatform = (title: string) => ({
  title,
  logsIn: false,
  beats: false,
  atGateway: false,
  atOpenPlatform: true,
  hasContacts: false,
  wxidPrefix: "gh_",
  registration: z.object({
    appId: officialAppIdSchema,
    wxid: originalIdSchema,
    ingest: z.undefined(`${title} is never polled`).optional(),
    device: z.undefined(`${title} has no device`).optional(),
  }),
});

/** What the platform has to know of the accounts of a channel. */
type ChannelFacts = {
  /** What error texts call an account of the channel. */
  readonly title: string;
  /**
   * It logs in and may go offline: its state changes, and its commands are parked while it is not ONLINE. Otherwise it
   * is ONLINE for as long as it is registered.
   */
  readonly logsIn: boolean;
  /** The gateway is asked by schedule whether it is online; messages and sends are signs of life that put this off. */
  readonly beats: boolean;
  /** Its logins, checks, files, polls and callback URL are calls of the gateway WechatApi. */
  readonly atGateway: boolean;
  /** It is called and calls back by credentials of its own at WeChat's open platform. */
  readonly atOpenPlatform: boolean;
  /** It has contacts and groups, of which the platform keeps views. */
  readonly hasContacts: boolean;
  /** How the `wxid` of its accounts begins, where that tells them from personal accounts. */
  readonly wxidPrefix?: string;
  /** What its registration must have, beside what all accounts have. */
  readonly registration: z.ZodType;
};

/**
 * The channels by which accounts receive and send messages, in the order in which they are listed. `personal`: a WeChat
 * account at the gateway WechatApi. `official`: an Official Account at WeChat's open platform. `mini-program`: the customer
 * service of a mini program there. Every room that treats channels differently has a table with a row for each of them.
 */
const CHANNELS = {
  personal: {
    title: "a personal account",
    logsIn: true,
    beats: true,
    atGateway: true,
    atOpenPlatform: false,
    hasContacts: true,
    registration: z.unknown(),
  },
  official: ofOpenPlatform("an Official Account"),
  "mini-program": ofOpenPlatform("a mini program"),
} as const satisfies Readonly<Record<string, ChannelFacts>>;

export type Channel = keyof typeof CHANNELS;

export const channels = Object.keys(CHANNELS) as [Channel, ...Channel[]];

/** The channel of everything that does not name its channel. */
export const DEFAULT_CHANNEL = "personal" satisfies Channel;

/** A channel as messages on queues and rows name it: the default one is left out. */
export function named(channel: Channel): { channel?: Exclude<Channel, typeof DEFAULT_CHANNEL> } {
  return channel === DEFAULT_CHANNEL ? {} : { channel };
}

/** The facts of a channel. */
export function factsOf(channel: Channel): ChannelFacts {
  return CHANNELS[channel];
}

/** The facts of an account's channel. */
export function channelOf({ channel }: { readonly channel: Channel }): ChannelFacts {
  return factsOf(channel);
}

/** The channels whose accounts have such a `wxid`, in the order of the table; empty where it does not tell. */
export function channelsByWxid(wxid: string): readonly Channel[] {
  return channels.filter((channel) => {
    const { wxidPrefix } = factsOf(channel);
    return wxidPrefix !== undefined && wxid.startsWith(wxidPrefix);
  });
}
