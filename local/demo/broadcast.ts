/** A broadcast, and a rule that sends it to one person: the one who writes 订阅 to a personal account. */
export const DEMO_BROADCAST = {
  id: "weekly-news",
  name: "每周上新",
  contents: [{ type: "text", text: "{{name}}，本周上新已到店，回复“营业时间”查看营业时间。{{account}}" }],
  audience: { accounts: ["wx_demo_alpha", "wx_demo_bravo"], recipients: { type: "friends" } },
};

export const DEMO_BROADCAST_RULE = {
  id: "subscribe",
  name: "订阅每周上新",
  channel: "personal",
  chat: "private",
  match: { type: "keyword", mode: "exact", keywords: ["订阅"] },
  actions: [{ type: "start-broadcast", broadcast: DEMO_BROADCAST.id, to: "sender" }],
};
