import * as z from "zod";
import { appIdSchema } from "../../accounts/domain/account.ts";
import { officialAppIdSchema } from "../../accounts/domain/channel.ts";
import { replyModes } from "../../official/domain/credentials.ts";

/**
 * How WeChat encrypts what it sends, as set at mp.weixin.qq.com (消息加解密方式). It is pinned here, so that an
 * attacker cannot choose the weaker way by leaving the encrypted part out.
 */
const encryptionModes = ["safe", "compatible", "plain"] as const;

const officialAccountSchema = z
  .object({
    appSecret: z.string().min(1, "the AppSecret is not set"),
    token: z.string().regex(/^[A-Za-z0-9]{3,32}$/, "the Token (令牌) has 3 to 32 letters or digits"),
    encodingAesKey: z
      .string()
      .regex(/^[A-Za-z0-9]{43}$/, "the EncodingAESKey (消息加解密密钥) has 43 letters or digits")
      .optional(),
    mode: z.enum(encryptionModes),
    /**
     * Its messages are worked on in so many lanes side by side, in order for each person: for accounts with heavy
     * traffic.
     */
    lanes: z.int().min(2).max(100).optional(),
    /** Whether callbacks answer themselves; by customer-service messages alone where left out. */
    replyMode: z.enum(replyModes).optional(),
  })
  .refine(({ mode, encodingAesKey }) => mode === "plain" || encodingAesKey !== undefined, {
    path: ["encodingAesKey"],
    message: "is needed for every mode but 'plain'",
  });

export type OfficialAccount = z.infer<typeof officialAccountSchema>;

/** `faults`: what is wrong with the entries that cannot be used. */
export type OfficialAccounts = {
  readonly baseUrl: string;
  readonly loginPage?: string | undefined;
  readonly accounts: Readonly<Record<string, OfficialAccount>>;
  readonly faults: Readonly<Record<string, string>>;
};

/**
 * The secret of the Official Accounts, by appId; `baseUrl` is where WeChat's API is reached, `loginPage` where people are
 * asked who they are (`<loginPage>/connect/oauth2/authorize`), `https://open.weixin.qq.com` unless given. A wrong entry
 * is that account's trouble alone.
 */
export const officialAccountsSchema = z
  .object({
    baseUrl: z.url({ protocol: /^https?$/ }),
    loginPage: z.url({ protocol: /^https?$/ }).optional(),
    accounts: z.record(z.string(), z.unknown()),
  })
  .transform(({ baseUrl, loginPage, accounts }): OfficialAccounts => {
    const read = Object.entries(accounts).map(([appId, entry]) => ({ appId, ...readEntry(appId, entry) }));
    return {
      baseUrl,
      ...(loginPage === undefined ? {} : { loginPage }),
      accounts: Object.fromEntries(read.flatMap(({ appId, account }) => (account ? [[appId, account]] : []))),
      faults: Object.fromEntries(read.flatMap(({ appId, fault }) => (fault ? [[appId, fault]] : []))),
    };
  });

/** What the secret says into which no value has been put: WeChat's address, by which nothing is called. */
export const NO_OFFICIAL_ACCOUNTS: OfficialAccounts = {
  baseUrl: "https://api.weixin.qq.com",
  accounts: {},
  faults: {},
};

/** Faults name the field and never its value. */
function readEntry(appId: string, entry: unknown): { account?: OfficialAccount; fault?: string } {
  const { data, error } = z
    .object({ appId: appIdSchema.pipe(officialAppIdSchema), entry: officialAccountSchema })
    .safeParse({ appId, entry });
  if (data) return { account: data.entry };
  return { fault: error.issues.map(({ path, message }) => `${path.slice(1).join(".")}: ${message}`).join("; ") };
}
