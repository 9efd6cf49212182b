import * as z from "zod";
import { announcementSchema } from "./announcement.ts";
import { channelOf, channels, DEFAULT_CHANNEL } from "./channel.ts";
import { reasonSchema } from "./reason.ts";
import { accountStates } from "./state.ts";

export const appIdSchema = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,64}$/, "an appId has 1 to 64 letters, digits, '_' or '-'");

/** A word by which operators group accounts, for rules and lists. */
export const tagSchema = z.string().trim().min(1).max(50);

export const tagsSchema = z.array(tagSchema).max(50);

/**
 * Limits of what one account may send. `perSecond` and `burst` in messages, `dailyCap` in messages a day
 * (Asia/Shanghai).
 */
export const limitsSchema = z.strictObject({
  perSecond: z.number().positive().max(1000),
  burst: z.int().min(1).max(10_000),
  dailyCap: z.int().min(0).max(10_000_000),
});

/** How an account logs in. It is kept: a change of region or device raises risk control. */
export const deviceSchema = z.strictObject({
  type: z.enum(["ipad", "mac"]).default("ipad"),
  /** Administrative code of the region to log in from: `320000`. */
  regionId: z.string().regex(/^\d{6}$/, "an administrative code of six digits, such as 320000"),
  /** `socks5://user:password@host:port`. */
  proxyIp: z.string().startsWith("socks5://").max(300).optional(),
  /** Id of a proxy program in the user's own network. */
  ttuid: z.string().min(1).max(200).optional(),
});

export type Device = z.infer<typeof deviceSchema>;

export const accountSchema = z.object({
  appId: appIdSchema,
  name: z.string(),
  /** False for an appId that only sent callbacks so far: its messages are kept, never answered. */
  registered: z.boolean(),
  /** Missing in rows that are older than the second channel. */
  channel: z.enum(channels).default(DEFAULT_CHANNEL),
  /** Of an Official Account its original id, `gh_…`. */
  wxid: z.string(),
  state: z.enum(accountStates),
  /**
   * Grows with every transition; delayed work carries it and is dropped when it is stale. It begins with the time of
   * the registration (epoch ms), so that nothing left over from an earlier life under the same appId passes for the new
   * one.
   */
  epoch: z.int(),
  /** When it came into this state, epoch ms. */
  stateSince: z.number(),
  /** Why it is in this state; absent where there is nothing to say. */
  reason: reasonSchema.optional(),
  /** Announcements that the bus does not have yet, in the order in which they happened. */
  untold: z.array(announcementSchema),
  /** How often in a row it fell by a refused send, with no send between that succeeded. */
  refusedSends: z.int().min(0),
  device: deviceSchema.optional(),
  /** How its messages come in: the gateway calls back, or is polled. */
  ingest: z.enum(["callback", "poll"]),
  /** What operators group accounts by. */
  tags: tagsSchema,
  /** Own limits; where absent, the defaults by age hold. */
  limits: limitsSchema.optional(),
  /** Since when the WeChat account is in use, epoch ms: decides between the limits of a new and of an old one. */
  activeSince: z.number(),
  createdAt: z.number(),
  updatedAt: z.number(),
});

export type Account = z.infer<typeof accountSchema>;

/** An account as it is when an operator registers it. */
export function newAccount(
  input: Pick<Account, "appId" | "name"> &
    Partial<Pick<Account, "channel" | "wxid" | "limits" | "activeSince" | "device" | "ingest" | "tags">>,
  now: number,
): Account {
  const { channel = DEFAULT_CHANNEL } = input;
  return {
    appId: input.appId,
    name: input.name,
    registered: true,
    channel,
    wxid: input.wxid ?? "",
    state: channelOf({ channel }).logsIn ? "IDLE" : "ONLINE",
    epoch: now,
    stateSince: now,
    untold: [],
    refusedSends: 0,
    ingest: input.ingest ?? "callback",
    tags: input.tags ?? [],
    ...(input.device ? { device: input.device } : {}),
    ...(input.limits ? { limits: input.limits } : {}),
    activeSince: input.activeSince ?? now,
    createdAt: now,
    updatedAt: now,
  };
}

/** The wxids of accounts, as far as they are known. */
export function wxidsOf(accounts: readonly Account[]): ReadonlySet<string> {
  return new Set(accounts.map(({ wxid }) => wxid).filter((wxid) => wxid !== ""));
}
