/** The third-party platform of the demo fleet, as WeChat and the fleet know it. */
export const PLATFORM = {
  componentAppId: "wx_demo_platform",
  name: "演示第三方平台",
  appSecret: "local-platform-secret",
  token: "localplatformtoken",
  encodingAesKey: "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789abcdefg",
} as const;

/** The keys of its events, and of the messages of the accounts that authorized it. */
export const PLATFORM_KEYS = {
  appId: PLATFORM.componentAppId,
  token: PLATFORM.token,
  encodingAesKey: PLATFORM.encodingAesKey,
} as const;

/** What an admin gives of the platform: `PUT /api/components/{componentAppId}`. */
export const PLATFORM_CREDENTIALS = {
  name: PLATFORM.name,
  appSecret: PLATFORM.appSecret,
  token: PLATFORM.token,
  encodingAesKey: PLATFORM.encodingAesKey,
} as const;
