const STEPS = ["name", "phone", "confirm"];
const ASK_NAME = { type: "reply", text: "请问怎么称呼您？" };
const says = (...keywords: string[]) => ({ type: "keyword", mode: "exact", keywords });

/** A form of rules in three steps (docs/conversations.md): name, phone, then whether both are right. */
export const DEMO_FORM = [
  {
    id: "form-start",
    name: "报名：开始",
    chat: "private",
    priority: 20,
    match: says("报名"),
    actions: [{ type: "set-session", clear: true, step: "name", ttlMinutes: 30 }, ASK_NAME],
  },
  {
    id: "form-cancel",
    name: "报名：取消",
    priority: 20,
    steps: STEPS,
    match: says("取消"),
    actions: [
      { type: "set-session", clear: true },
      { type: "reply", text: "已取消报名。" },
    ],
  },
  {
    id: "form-name",
    name: "报名：姓名",
    priority: 10,
    steps: ["name"],
    match: { type: "regex", pattern: "^\\s*(?P<name>\\S.{0,19})$" },
    actions: [
      { type: "set-session", step: "phone", values: { name: "{{capture.name}}" }, ttlMinutes: 30 },
      { type: "reply", text: "{{session.name}}您好，请留下手机号。" },
    ],
  },
  {
    id: "form-phone",
    name: "报名：手机号",
    priority: 10,
    steps: ["phone"],
    match: { type: "regex", pattern: "(?:^|\\D)(?P<phone>1[3-9]\\d{9})(?:\\D|$)" },
    actions: [
      { type: "set-session", step: "confirm", values: { phone: "{{capture.phone}}" }, ttlMinutes: 30 },
      { type: "reply", text: "{{session.name}}，{{session.phone}}，对吗？请回复“是”或“否”。" },
    ],
  },
  {
    id: "form-yes",
    name: "报名：确认",
    priority: 10,
    steps: ["confirm"],
    match: says("是", "对"),
    actions: [
      { type: "reply", text: "报名成功：{{session.name}}，{{session.phone}}。" },
      { type: "tag-user", add: ["已报名"] },
      { type: "set-session", clear: true },
    ],
  },
  {
    id: "form-no",
    name: "报名：重填",
    priority: 10,
    steps: ["confirm"],
    match: says("否", "不对"),
    actions: [{ type: "set-session", clear: true, step: "name", ttlMinutes: 30 }, ASK_NAME],
  },
  {
    id: "form-again",
    name: "报名：没看懂",
    priority: 5,
    steps: STEPS,
    match: { type: "kind", kinds: ["text"] },
    actions: [{ type: "reply", text: "没看懂，请再发一次；回复“取消”可退出报名。" }],
  },
];
