/** The third-party platform of the demo fleet, as WeChat knows it. */
export const PLATFORM = { componentAppId: "wx_demo_platform", appSecret: "local-platform-secret" } as const;
