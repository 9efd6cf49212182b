import * as z from "zod";

export const appIdSchema = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,64}$/, "an appId has 1 to 64 letters, digits, '_' or '-'");

/** Limits of what one account may send. `perSecond` and `burst` in messages, `dailyCap` in messages a day (Asia/Shanghai). */
export const limitsSchema = z.strictObject({
  perSecond: z.number().positive().max(1000),
  burst: z.int().min(1).max(10_000),
  dailyCap: z.int().min(0).max(10_000_000),
});

export const accountStates = ["IDLE", "LOGGING_IN", "ONLINE", "RECONNECTING", "ERROR"] as const;

export const accountSchema = z.object({
  appId: appIdSchema,
  name: z.string(),
  /** False for an appId that sent callbacks but that nobody has registered: its messages are kept, never answered. */
  registered: z.boolean(),
  wxid: z.string(),
  state: z.enum(accountStates),
  /** Grows with every transition; delayed work carries it and is dropped when it is stale. */
  epoch: z.int(),
  /** Own limits; where absent, the defaults by age hold. */
  limits: limitsSchema.optional(),
  /** Since when the WeChat account is in use, epoch ms: decides between the limits of a new and of an old one. */
  activeSince: z.number(),
  createdAt: z.number(),
  updatedAt: z.number(),
});

export type Account = z.infer<typeof accountSchema>;
export type AccountState = Account["state"];

/** An account as it is when an operator registers it. */
export function newAccount(
  input: { appId: string; name: string; wxid?: string; limits?: Account["limits"]; activeSince?: number },
  now: number,
): Account {
  return {
    appId: input.appId,
    name: input.name,
    registered: true,
    wxid: input.wxid ?? "",
    state: "IDLE",
    epoch: 0,
    ...(input.limits ? { limits: input.limits } : {}),
    activeSince: input.activeSince ?? now,
    createdAt: now,
    updatedAt: now,
  };
}
