import { LocalError } from "../local-error.ts";
import { DEMO_MERCHANT } from "../sim/pay/merchants.ts";
import { PLATFORM, PLATFORM_CREDENTIALS } from "../sim/weixin/component/credentials.ts";
import {
  credentialsOf,
  MINI_PROGRAM,
  OFFICIAL_ACCOUNT,
  UNVERIFIED_ACCOUNT,
  UNVERIFIED_CREDENTIALS,
} from "../sim/weixin/credentials.ts";
import { DEMO_BROADCAST, DEMO_BROADCAST_RULE } from "./broadcast.ts";
import { DEMO_FORM } from "./form.ts";
import { DEMO_PAY_RULES, demoMerchant } from "./merchant.ts";

/** Where the demo accounts log in from. */
const DEVICE = { type: "ipad", regionId: "320000" };

const ACCOUNTS = [
  { appId: "wx_demo_alpha", name: "演示账号 Alpha", activeSince: "2024-01-01", device: DEVICE },
  { appId: "wx_demo_bravo", name: "演示账号 Bravo", activeSince: "2024-01-01", device: DEVICE },
  { appId: "wx_demo_carol", name: "演示账号 Carol", activeSince: "2024-01-01", device: DEVICE },
  {
    channel: "official",
    appId: OFFICIAL_ACCOUNT.appId,
    wxid: OFFICIAL_ACCOUNT.originalId,
    name: OFFICIAL_ACCOUNT.name,
    activeSince: "2024-01-01",
  },
  {
    channel: "mini-program",
    appId: MINI_PROGRAM.appId,
    wxid: MINI_PROGRAM.originalId,
    name: MINI_PROGRAM.name,
    activeSince: "2024-01-01",
  },
  {
    channel: "official",
    appId: UNVERIFIED_ACCOUNT.appId,
    wxid: UNVERIFIED_ACCOUNT.originalId,
    name: UNVERIFIED_ACCOUNT.name,
    activeSince: "2024-01-01",
  },
];

const RULES = [
  {
    id: "greeting",
    name: "问候",
    match: { type: "keyword", mode: "contains", keywords: ["你好", "您好", "hello"] },
    actions: [{ type: "reply", text: "您好，请问有什么可以帮您？" }],
  },
  {
    id: "hours",
    name: "营业时间",
    match: { type: "keyword", mode: "contains", keywords: ["营业时间", "几点开门", "opening hours"] },
    actions: [{ type: "reply", text: "我们的营业时间是每天 9:00–21:00。" }],
  },
  {
    id: "order",
    name: "订单查询",
    match: { type: "regex", pattern: "(订单|order)\\s*[:：#]?\\s*\\d{4,}", ignoreCase: true },
    actions: [{ type: "reply", text: "已收到您的订单号，正在查询，请稍候。" }],
  },
  {
    id: "question",
    name: "智能问答",
    priority: 10,
    match: { type: "regex", pattern: "^\\s*问[:：]" },
    actions: [{ type: "ask-ai", prompt: "用户以“问：”开头提问，请直接回答。" }],
  },
  {
    id: "person",
    name: "人工客服",
    channel: "personal",
    match: { type: "keyword", mode: "contains", keywords: ["人工", "转人工"] },
    actions: [
      { type: "hand-over", minutes: 30, notice: "正在为您转接人工客服，也可以添加客服的微信：" },
      { type: "reply", content: { type: "card", wxid: "wxid_alpha", nickname: "客服小助手" } },
    ],
  },
  {
    id: "person-official",
    name: "公众号：人工客服",
    channel: "official",
    match: { type: "keyword", mode: "contains", keywords: ["人工", "转人工"] },
    actions: [{ type: "hand-over", minutes: 30, notice: "正在为您转接人工客服，请稍候。" }],
  },
  {
    id: "console-official",
    name: "公众号：转微信客服",
    channel: "official",
    match: { type: "keyword", mode: "contains", keywords: ["微信客服"] },
    actions: [{ type: "hand-over", minutes: 30, transfer: {} }],
  },
  {
    id: "followed",
    name: "公众号：关注欢迎语",
    channel: "official",
    match: { type: "event", events: ["subscribe"] },
    actions: [{ type: "reply", text: "感谢关注！回复“营业时间”查看营业时间，回复“人工”转人工客服。" }],
  },
  {
    id: "entered-mini",
    name: "小程序：进入客服",
    channel: "mini-program",
    match: { type: "event", events: ["event"], names: ["user_enter_tempsession"] },
    actions: [{ type: "reply", text: "您好，这里是客服。回复“营业时间”查看营业时间。" }],
  },
  {
    id: "welcome",
    name: "欢迎新成员",
    accounts: ["wx_demo_alpha"],
    match: { type: "event", events: ["group-joined"], keys: ["member"] },
    actions: [{ type: "reply", text: "欢迎 {{member.name}}！请先看群公告。", mention: true }],
  },
  {
    id: "menu-hours",
    name: "公众号：营业时间菜单",
    channel: "official",
    match: { type: "event", events: ["menu-click"], keys: ["hours"] },
    actions: [{ type: "reply", text: "我们的营业时间是每天 9:00–21:00。" }],
  },
  DEMO_BROADCAST_RULE,
  ...DEMO_PAY_RULES,
  ...DEMO_FORM,
];

/** Registers the demo fleet's accounts, a third-party platform, a merchant, a broadcast and rules through the operators' API. */
export async function registerDemoFleet(options: {
  /** Base URL of the gateway. */
  url: string;
  /** Where the simulated vendors are. */
  simulatorUrl: string;
  /** An admin's JWT. */
  token: string;
  /** Ends the registration. */
  signal?: AbortSignal;
}): Promise<void> {
  const call = async (method: string, path: string, body: object): Promise<void> => {
    const response = await fetch(options.url + path, {
      method,
      headers: { authorization: `Bearer ${options.token}`, "content-type": "application/json" },
      body: JSON.stringify(body),
      signal: AbortSignal.any([AbortSignal.timeout(30_000), ...(options.signal ? [options.signal] : [])]),
    });
    const answer = await response.text();
    // 409: a start that was interrupted has registered it already.
    if (response.ok || response.status === 409) return;
    throw new LocalError(
      `the demo fleet cannot be registered: ${method} ${path} answered ${response.status} ${answer}`,
    );
  };
  for (const account of ACCOUNTS) await call("POST", "/api/accounts", account);
  for (const account of [OFFICIAL_ACCOUNT, MINI_PROGRAM]) {
    await call("PUT", `/api/accounts/${account.appId}/credentials`, credentialsOf(account));
  }
  await call("PUT", `/api/accounts/${UNVERIFIED_ACCOUNT.appId}/credentials`, UNVERIFIED_CREDENTIALS);
  await call("PUT", `/api/components/${PLATFORM.componentAppId}`, PLATFORM_CREDENTIALS);
  await call("PUT", `/api/merchants/${DEMO_MERCHANT.mchId}`, await demoMerchant(options.simulatorUrl));
  const { id, ...broadcast } = DEMO_BROADCAST;
  await call("PUT", `/api/broadcasts/${id}`, broadcast);
  await call("PUT", "/api/rules", { rules: RULES });
}
