import { type FailureCause, VERDICTS } from "./outcome.ts";

/** Why a command stands where it stands, where no try to send it says so. */
const ownCodes = [
  /** Its turn came after its `notAfter`. */
  "too-old",
  /** Its request broke off before the queue had it, and was not repeated before its `notAfter`. */
  "request-broken-off",
  "account-not-registered",
  /** WeChat has said that what the account sends to the person does not arrive. */
  "not-a-friend",
  "blocked-by-recipient",
  /** The person did nothing for so long that WeChat lets no customer-service message through. */
  "window-closed",
  /** The ledger did not answer before the call. Nothing was called. */
  "store-away",
  /** Its sender died after it had begun. */
  "sender-lost",
  /** Another command sent the same to the same recipient minutes ago, or is sending it now. */
  "same-sent",
  "same-under-way",
  /** What became of the broadcast's run. */
  "run-paused",
  "run-cancelled",
  "run-over",
  "run-gone",
] as const;

/** Why a command stands where it stands: the cause of a failed try, or a code of the platform's own. */
export const commandReasonCodes = [...(Object.keys(VERDICTS) as FailureCause[]), ...ownCodes] as const;

export type CommandReasonCode = (typeof commandReasonCodes)[number];

/** `detail`: what the vendor said, or the id of the other command; absent where the code says it all. */
export type CommandReason =
  | { readonly code: CommandReasonCode; readonly detail?: string }
  /** A row that was written before reasons had codes: the words that were written then. */
  | { readonly code?: never; readonly words: string };

/** What happened and what the operator does about it, for people (Chinese). */
const WORDS: Readonly<Record<CommandReasonCode, string>> = {
  "not-prepared": "发送前的准备没有完成，消息没有发出，正在自动重试",
  "not-connected": "连不上网关或微信，消息没有发出，正在自动重试",
  dns: "网关或微信的域名无法解析，消息没有发出，正在自动重试",
  throttled: "网关或微信限制了发送频率，消息没有发出，正在自动重试",
  unavailable: "网关或微信暂停服务，消息没有发出，正在自动重试",
  unauthorized: "网关或微信不接受平台的令牌，消息没有发出，正在自动重试：请检查令牌",
  "account-refused": "微信不接受该公众号的密钥或平台的 IP，消息没有发出，正在自动重试：请检查 AppSecret 和 IP 白名单",
  "quota-exhausted": "微信给该账号的当日接口额度已用完，消息没有发出：群发在北京时间零点后自动继续，回复需要时重新发送",
  "account-offline": "账号不在线，消息没有发出：账号恢复在线后自动发送",
  "account-banned": "微信限制了该账号，消息没有发出：限制解除、账号恢复在线后自动发送",
  "device-gone": "账号的设备已被移除，消息没有发出：请重新登录后重新发送",
  refused: "网关或微信拒绝了这条消息，没有发出",
  "invalid-command": "这样的内容无法发送，消息没有发出",
  busy: "网关答复繁忙，不知道消息是否发出：请核对，需要时重新发送",
  timeout: "等待答复超时，不知道消息是否发出：请核对，需要时重新发送",
  "connection-lost": "等待答复时连接中断，不知道消息是否发出：请核对，需要时重新发送",
  "bad-gateway": "网关或微信出错，不知道消息是否发出：请核对，需要时重新发送",
  "unreadable-answer": "网关或微信的答复无法识别，不知道消息是否发出：请核对，需要时重新发送",
  "too-old": "轮到发送时已过时效，没有发送",
  "request-broken-off": "过了时效仍未发送：提交请求中断后没有重试",
  "account-not-registered": "账号没有登记，没有发送",
  "store-away": "平台的存储没有及时答复，没有呼叫网关，消息没有发出",
  "not-a-friend": "对方已不是该账号的好友，没有发送：重新成为好友，或对方来信后，可重新发送",
  "blocked-by-recipient": "对方已拒收该账号的消息，没有发送：对方来信后可重新发送",
  "window-closed": "对方的客服消息窗口已关闭，微信不会接受，没有发送：对方来信后可重新发送",
  "sender-lost": "发送途中失去联系，不知道消息是否发出：请核对，需要时重新发送",
  "same-sent": "五分钟内另一条指令已向对方发过相同内容，没有发送",
  "same-under-way": "另一条指令正在向对方发送相同内容，等它有结果后再定",
  "run-paused": "群发已暂停",
  "run-cancelled": "群发已取消，没有发送",
  "run-over": "群发已过期，没有发送",
  "run-gone": "群发的记录已不存在，没有发送",
};

/** A reason as operators read it: the words of its code (Chinese), with the detail in brackets. */
export function commandReasonWords(reason: CommandReason): string {
  if (reason.code === undefined) return reason.words;
  const { code, detail = "" } = reason;
  return detail === "" ? WORDS[code] : `${WORDS[code]}（${detail}）`;
}
