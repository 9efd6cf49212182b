import { type AlertSeverity, type AlertType, severityOf } from "./alert.ts";
import type { Digest, DigestEntry, DigestGroup } from "./digest.ts";

/** How a digest is to be written. */
export type AlertTextOptions = {
  /** Accounts that a group lists before it says how many there are. */
  readonly maxNames: number;
  /** Bytes (UTF-8) that the text may take: group robots refuse more. */
  readonly maxBytes: number;
  /** Names of accounts by appId. */
  readonly names: ReadonlyMap<string, string>;
};

/** What is counted, what happened to it, and what the operator does about it. */
type Wording = { readonly unit: string; readonly title: string; readonly advice: string };

const WORDING: Readonly<Record<AlertType, Wording>> = {
  "login-required": {
    unit: "个账号",
    title: "需要人工登录",
    advice: "有链接的，请用该账号的手机微信扫描其中的二维码（120 秒内有效）；没有链接的，请按原因处理后重新发起登录。",
  },
  "reconnect-exhausted": {
    unit: "个账号",
    title: "自动重连失败，已停止",
    advice: "请检查该账号的手机微信是否在线、是否被限制，然后重新登录。系统会按计划再次尝试。",
  },
  "account-error": {
    unit: "个账号",
    title: "出现故障",
    advice: "请按原因处理后重新登录；待发消息保留到各自的有效期。",
  },
  "authorization-withdrawn": {
    unit: "个账号",
    title: "取消了对第三方平台的授权，已停止收发",
    advice: "请让账号管理员用新的授权链接重新授权（POST /api/components/{componentAppId}/authorization-links）。",
  },
  "circuit-open": {
    unit: "个账号或上游",
    title: "调用接连失败，已熔断半分钟以上",
    advice: "请看 sender 的日志和 GET /api/commands?state=unknown；消息留在队列中，恢复后自动发送。",
  },
  "handover-requested": {
    unit: "个会话",
    title: "转人工，请接待",
    advice: "请用该账号的手机微信回复；处理完用 POST /api/accounts/{appId}/conversations/{id}/release 恢复自动回复。",
  },
  "conversation-braked": {
    unit: "个会话",
    title: "自动回复过于频繁，已暂停",
    advice: "请看对方是否也是机器人；确认后用 POST /api/accounts/{appId}/conversations/{id}/release 恢复自动回复。",
  },
  "refund-abnormal": {
    unit: "个商户",
    title: "退款异常，钱没有退到用户手中",
    advice: "请登录微信支付商户平台，在交易中心按退款单号处理（改退到用户银行卡，或线下退款）。",
  },
  alarm: { unit: "个", title: "系统指标告警", advice: "请按告警说明处理，详情见 CloudWatch。" },
  "messages-unread": {
    unit: "个账号",
    title: "收到较多无法识别的消息（已保存，不会回复）",
    advice: "网关可能换了格式：样例是原文的开头，原因见 CallbackUnknown 指标；升级前这类消息不会触发规则。",
  },
  "spool-opened": {
    unit: "个分片",
    title: "入站队列拒收，消息转入暂存",
    advice: "无需操作，恢复后自动按序回放；持续出现请检查 SQS 与配额。",
  },
  "account-offline": {
    unit: "个账号",
    title: "掉线，正在自动重连",
    advice: "暂不需要操作，待发消息会在恢复后按序发出；重连失败会另行告警。",
  },
  "command-unknown": {
    unit: "个账号",
    title: "消息结果未知，可能已发出",
    advice: "请在对应聊天中确认；未发出的用 POST /api/commands/{id}/resend 重发。",
  },
  "command-failed": {
    unit: "个账号",
    title: "消息发送失败",
    advice: "请看 GET /api/commands?state=failed 中的原因，解决后重发。",
  },
  "message-dead": {
    unit: "处",
    title: "有消息无法处理，已单独保存",
    advice: "请用 GET /api/dead-letters 查看原因和内容，排除后用 /redrive 重新投递，或用 /discard 丢弃。",
  },
  "unknown-account": {
    unit: "个账号",
    title: "收到未登记账号的消息（已保存，不会回复）",
    advice: "是自己的账号请用 POST /api/accounts 登记；否则请更换回调密钥。",
  },
  "quota-exhausted": {
    unit: "个账号",
    title: "微信的当日接口额度已用完，群发暂停到北京时间零点",
    advice: "急需时请到 mp.weixin.qq.com 提额；零点后自动继续，未发出的回复请用 POST /api/commands/{id}/resend 重发。",
  },
  "ai-budget-exceeded": {
    unit: "个账号",
    title: "今日 AI 额度已用完",
    advice: "用户会收到备用回复；需要时用 PUT /api/accounts/{appId}/ai 调高 dailyTokens 或 dailyCost。",
  },
  "ai-answer-truncated": {
    unit: "个账号",
    title: "AI 的回答被截断（用户收到的是前一部分）",
    advice: "请用 PUT /api/accounts/{appId}/ai 调大 maxReplyTokens 或 maxReplyCharacters，或在提示词中要求简短。",
  },
  "account-online": { unit: "个账号", title: "已恢复在线", advice: "无需操作。" },
  "account-authorized": { unit: "个账号", title: "已授权给第三方平台并自动登记", advice: "无需操作，可为它设置规则。" },
  "alarm-over": { unit: "个", title: "系统指标已恢复正常", advice: "无需操作。" },
  test: { unit: "条", title: "测试告警", advice: "收到本条说明该通道可用，无需操作。" },
};

const SEVERITY: Readonly<Record<AlertSeverity, string>> = { critical: "严重", warning: "警告", info: "通知" };

/** A cut text ends with this. */
const ELLIPSIS = "…";

/** The digest in Chinese, within `maxBytes`: where it is too long, each group lists fewer, and at last it is cut. */
export function alertText(digest: Digest, options: AlertTextOptions): string {
  for (let names = options.maxNames; names >= 0; names = names > 0 ? Math.floor(names / 2) : -1) {
    const text = write(digest, names, options.names);
    if (Buffer.byteLength(text) <= options.maxBytes) return text;
  }
  return cut(write(digest, 0, options.names), options.maxBytes);
}

function write({ groups, from, to }: Digest, maxNames: number, names: ReadonlyMap<string, string>): string {
  const time = clockTime(from) === clockTime(to) ? clockTime(from) : `${clockTime(from)} 至 ${clockTime(to)}`;
  const parts = groups.map((group) => writeGroup(group, maxNames, names));
  return [`【wechat-fleet 告警】${time}`, ...parts].join("\n\n");
}

function writeGroup({ type, entries }: DigestGroup, maxNames: number, names: ReadonlyMap<string, string>): string {
  const { unit, title, advice } = WORDING[type];
  const lines = [`[${SEVERITY[severityOf[type]]}] ${entries.length} ${unit}${title}`];
  const shown = entries.slice(0, maxNames);
  const rest = maxNames > 0 && entries.length > shown.length ? [`等 ${entries.length} ${unit}`] : [];
  if (isAlike(entries)) {
    if (shown.length > 0) lines.push([shown.map((one) => nameOf(one, names)).join("、"), ...rest].join(" "));
    if (entries[0]?.reason !== undefined) lines.push(`原因：${entries[0].reason}`);
  } else lines.push(...shown.map((one) => `· ${writeEntry(one, names)}`), ...rest);
  lines.push(`处理：${advice}`);
  return lines.join("\n");
}

/** Whether one line tells the reason of all: accounts that fall together mostly fall for the same one. */
function isAlike(entries: readonly DigestEntry[]): boolean {
  return entries.every(({ reason, link }) => link === undefined && reason === entries[0]?.reason);
}

function writeEntry(entry: DigestEntry, names: ReadonlyMap<string, string>): string {
  const reason = entry.reason === undefined ? "" : `：${entry.reason}`;
  const link = entry.link === undefined ? "" : ` ${entry.link}`;
  return `${nameOf(entry, names)}${reason}${link}`;
}

function nameOf({ subject, appId, count }: DigestEntry, names: ReadonlyMap<string, string>): string {
  const name = appId === undefined ? undefined : names.get(appId);
  const times = count > 1 ? `（${count} 次）` : "";
  return `${name && name !== subject ? `${name}（${subject}）` : subject}${times}`;
}

/** Time of day in China, where the operators are. */
function clockTime(at: number): string {
  return new Date(at + 8 * 3_600_000).toISOString().slice(5, 19).replace("T", " ");
}

/** At a character's end, never within one. */
function cut(text: string, maxBytes: number): string {
  let bytes = Buffer.byteLength(ELLIPSIS);
  let kept = "";
  for (const character of text) {
    bytes += Buffer.byteLength(character);
    if (bytes > maxBytes) return kept + ELLIPSIS;
    kept += character;
  }
  return kept;
}
