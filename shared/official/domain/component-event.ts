/** What WeChat tells a third-party platform (授权事件接收 URL). `at`: WeChat's own time, epoch ms in whole seconds. */
export type ComponentEvent = { readonly componentAppId: string; readonly at: number } & (
  | { readonly type: "ticket"; readonly ticket: string }
  /** `updated`: the owner changed what is granted. */
  | { readonly type: "authorized"; readonly appId: string; readonly code: string; readonly updated: boolean }
  | { readonly type: "unauthorized"; readonly appId: string }
  /** Others (quick registrations, reviews, …) ask nothing of the platform. */
  | { readonly type: "other"; readonly name: string }
);
