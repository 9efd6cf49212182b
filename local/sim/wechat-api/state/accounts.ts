import type { DatabaseSync } from "node:sqlite";
import * as z from "zod";

/** A group that the whole demo fleet is in. */
export const DEMO_GROUP = "10000000002@chatroom";

/** What may be said of an account from outside; all optional, the rest stays as it is. */
export const accountChangeSchema = z.strictObject({
  wxid: z.string().min(1).optional(),
  nickName: z.string().optional(),
  online: z.boolean().optional(),
  banned: z.boolean().optional(),
  tappable: z.boolean().optional(),
  friends: z.array(z.string()).optional(),
  chatrooms: z.array(z.string()).optional(),
  ingest: z.enum(["callback", "poll"]).optional(),
});
export type AccountChange = z.infer<typeof accountChangeSchema>;

const loginSchema = z.object({
  uuid: z.string(),
  type: z.enum(["ipad", "mac"]),
  /** Epoch milliseconds; a code lives 120 s. */
  expiresAt: z.number(),
  /** The contract's `data.status`: 0 not scanned, 1 scanned, 2 logged in, 4 cancelled. */
  status: z.union([z.literal(0), z.literal(1), z.literal(2), z.literal(4)]),
  /** The number that the phone shows and the gateway wants. */
  captcha: z.string().optional(),
  /** The page of a new device's check. */
  verifyUrl: z.string().optional(),
});

const accountSchema = z.object({
  appId: z.string(),
  wxid: z.string(),
  nickName: z.string(),
  online: z.boolean(),
  banned: z.boolean(),
  friends: z.array(z.string()),
  chatrooms: z.array(z.string()),
  /** Whether its messages are called back, or wait in its outbox for `/message/poll`. */
  ingest: z.enum(["callback", "poll"]).default("callback"),
  login: loginSchema.optional(),
  /** The phone was logged in on this device before, and can be asked for a tap. */
  tappable: z.boolean().default(true),
  /** The device that the account was last logged in with. */
  device: z.enum(["ipad", "mac"]).default("ipad"),
  /** The vendor knows the device no more. */
  removed: z.boolean().default(false),
});
export type SimAccount = z.infer<typeof accountSchema>;

export type Accounts = {
  all(): SimAccount[];
  get(appId: string): SimAccount | undefined;
  /** Creates the account where it is new, offline unless told otherwise. */
  put(appId: string, change: AccountChange): SimAccount;
  save(account: SimAccount): void;
};

const DEMO_FLEET = ["alpha", "bravo", "carol"];

/** The accounts that the simulated vendor knows; the demo fleet is there from the first start, online. */
export function createAccounts(db: DatabaseSync): Accounts {
  const upsert = db.prepare("INSERT OR REPLACE INTO accounts VALUES (?, ?)");
  const rows = db.prepare("SELECT body FROM accounts ORDER BY appId").all();
  const accounts = new Map(
    rows.map((row) => {
      const account = accountSchema.parse(JSON.parse(String(row.body)));
      return [account.appId, account];
    }),
  );
  const save = (account: SimAccount) => {
    upsert.run(account.appId, JSON.stringify(account));
    accounts.set(account.appId, account);
  };
  const put = (appId: string, change: AccountChange) => {
    const account = accountSchema.parse({ ...(accounts.get(appId) ?? blankAccount(appId)), ...change, appId });
    save(account);
    return account;
  };
  if (accounts.size === 0) {
    for (const name of DEMO_FLEET) {
      const chatrooms = ["10000000001@chatroom", DEMO_GROUP];
      put(`wx_demo_${name}`, { wxid: `wxid_${name}`, nickName: name, online: true, chatrooms });
    }
  }
  return { all: () => [...accounts.values()], get: (appId) => accounts.get(appId), put, save };
}

export function blankAccount(appId: string): SimAccount {
  return {
    appId,
    wxid: `wxid_${appId.replace(/^wx_/, "")}`,
    nickName: appId,
    online: false,
    banned: false,
    friends: ["wxid_friend_one", "wxid_friend_two"],
    chatrooms: ["10000000001@chatroom"],
    ingest: "callback",
    tappable: true,
    device: "ipad",
    removed: false,
  };
}
