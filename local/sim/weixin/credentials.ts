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

/** The secret of the Official Accounts that points to the simulator on `baseUrl`. */
export function simulatedOfficialAccounts(baseUrl: string) {
  const { appId, appSecret, token, encodingAesKey, mode } = OFFICIAL_ACCOUNT;
  return { baseUrl: `${baseUrl}/weixin`, accounts: { [appId]: { appSecret, token, encodingAesKey, mode } } };
}
