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

/** What an admin gives of the account's credentials: `PUT /api/accounts/{appId}/credentials`. */
export const OFFICIAL_CREDENTIALS = {
  token: OFFICIAL_ACCOUNT.token,
  encodingAesKey: OFFICIAL_ACCOUNT.encodingAesKey,
  mode: OFFICIAL_ACCOUNT.mode,
  appSecret: OFFICIAL_ACCOUNT.appSecret,
};

/** The secret that points to the simulator on `baseUrl`; no account is in it. */
export function simulatedWeixin(baseUrl: string) {
  return { baseUrl: `${baseUrl}/weixin`, accounts: {} };
}

/** The same with the account, as it was before accounts had credentials of their own. */
export function simulatedOfficialAccounts(baseUrl: string) {
  return { ...simulatedWeixin(baseUrl), accounts: { [OFFICIAL_ACCOUNT.appId]: OFFICIAL_CREDENTIALS } };
}
