/** Keys and secrets of the simulated group robots. */
export const ROBOTS = {
  wecom: { key: "local-wecom" },
  dingtalk: { token: "local-dingtalk", secret: "SEC-local-dingtalk" },
  feishu: { token: "local-feishu", secret: "local-feishu-secret" },
} as const;

/** The secret of the alert channels that points to the simulated robots on `baseUrl`. */
export function simulatedRobots(baseUrl: string) {
  return {
    channels: [
      { type: "wecom", url: `${baseUrl}/robots/wecom/send?key=${ROBOTS.wecom.key}` },
      {
        type: "dingtalk",
        url: `${baseUrl}/robots/dingtalk/send?access_token=${ROBOTS.dingtalk.token}`,
        secret: ROBOTS.dingtalk.secret,
      },
      { type: "feishu", url: `${baseUrl}/robots/feishu/hook/${ROBOTS.feishu.token}`, secret: ROBOTS.feishu.secret },
    ],
  };
}
