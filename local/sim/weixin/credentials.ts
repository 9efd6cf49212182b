/** The Official Account of the demo fleet, as WeChat and the platform know it. */
export const OFFICIAL_ACCOUNT = {
  appId: "wx_demo_official",
  originalId: "gh_demo_official",
  name: "演示公众号",
  appSecret: "local-app-secret",
  token: "localtoken",
  encodingAesKey: "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",
  mode: "safe",
} as const;

/** The mini program of the demo fleet. Its page for messages is set to JSON. */
export const MINI_PROGRAM = {
  appId: "wx_demo_mini",
  originalId: "gh_demo_mini",
  name: "演示小程序",
  appSecret: "local-mini-secret",
  token: "localminitoken",
  encodingAesKey: "ABCDEFGabcdefghijklmnopqrstuvwxyz0123456789",
  mode: "safe",
} as const;

/** A subscription account of the demo fleet that is not verified: it has no customer-service messages. */
export const UNVERIFIED_ACCOUNT = {
  appId: "wx_demo_unverified",
  originalId: "gh_demo_unverified",
  name: "演示订阅号",
  appSecret: "local-unverified-secret",
  token: "localunverified",
  encodingAesKey: "0123456789abcdefghijklmnopqrstuvwxyzABCDEFG",
  mode: "safe",
} as const;

/** What WeChat's open platform knows of an account. */
export type SimWeixinAccount = typeof OFFICIAL_ACCOUNT | typeof MINI_PROGRAM | typeof UNVERIFIED_ACCOUNT;

const ACCOUNTS: readonly SimWeixinAccount[] = [OFFICIAL_ACCOUNT, MINI_PROGRAM, UNVERIFIED_ACCOUNT];

/** The account of an AppID; undefined where WeChat has no such account. */
export function weixinAccount(appId: string): SimWeixinAccount | undefined {
  return ACCOUNTS.find((account) => account.appId === appId);
}

/** What an admin gives of an account's credentials: `PUT /api/accounts/{appId}/credentials`. */
export function credentialsOf({ token, encodingAesKey, mode, appSecret }: SimWeixinAccount) {
  return { token, encodingAesKey, mode, appSecret };
}

/** Those of the account that is not verified: its callbacks answer. */
export const UNVERIFIED_CREDENTIALS = { ...credentialsOf(UNVERIFIED_ACCOUNT), replyMode: "passive" } as const;

/** Those of the Official Account. */
export const OFFICIAL_CREDENTIALS = credentialsOf(OFFICIAL_ACCOUNT);

/** The secret that points to the simulator on `baseUrl`; no account is in it. */
export function simulatedWeixin(baseUrl: string) {
  return { baseUrl: `${baseUrl}/weixin`, loginPage: `${baseUrl}/weixin`, accounts: {} };
}

/** The same with the accounts, as it was before accounts had credentials of their own. */
export function simulatedOfficialAccounts(baseUrl: string) {
  const accounts = Object.fromEntries(ACCOUNTS.map((account) => [account.appId, credentialsOf(account)]));
  return { ...simulatedWeixin(baseUrl), accounts };
}
