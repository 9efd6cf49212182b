import * as z from "zod";

/** Why an account is in its state, as far as an operator has to know. */
export const reasonCodes = [
  "beat-failed",
  "offline-callback",
  "check-failed",
  "sends-refused",
  "reconnect-exhausted",
  "retry",
  "banned",
  "device-gone",
  "logged-out",
  "login-scan",
  "login-tap",
  "scan-timeout",
  "scan-cancelled",
  "code-expired",
  "captcha-needed",
  "new-device-check",
  "login-refused",
  "wrong-account",
  "callback-not-set",
  "authorization-withdrawn",
] as const;

export type ReasonCode = (typeof reasonCodes)[number];

/** `message`: what happened and what the operator does about it, for people (Chinese). */
export const reasonSchema = z.object({ code: z.enum(reasonCodes), message: z.string() });

export type StateReason = z.infer<typeof reasonSchema>;

const MESSAGES: Readonly<Record<ReasonCode, string>> = {
  "beat-failed": "心跳检测发现账号离线，正在自动重连，无需操作",
  "offline-callback": "网关通知账号离线，正在自动重连，无需操作",
  "check-failed": "检查发现账号离线，正在自动重连，无需操作",
  "sends-refused": "网关显示账号在线，但发送消息被拒为离线：请重新登录该账号（沿用同一设备）",
  "reconnect-exhausted": "自动重连多次失败：请在手机上确认账号正常，然后重新登录（沿用同一设备）",
  retry: "已到自动重试时间，正在重新检测账号是否在线：长时间没有恢复时，请重新登录（沿用同一设备）",
  banned: "微信限制了该账号：请在手机上查看限制原因并解除，解除后执行“检查在线”",
  "device-gone": "设备已被移除：请用新设备重新扫码登录（登录接口传 newDevice: true，旧设备会先退出）",
  "logged-out": "账号已退出登录：需要时请重新扫码登录",
  "login-scan": "等待扫码：请用该账号的手机微信扫描二维码（120 秒内有效）",
  "login-tap": "等待确认：请在该账号的手机微信上点击确认登录（120 秒内有效）",
  "scan-timeout": "120 秒内没有人扫码或确认：请重新发起登录",
  "scan-cancelled": "手机上取消了登录：如需登录请重新发起",
  "code-expired": "二维码已过期：请重新发起登录，获取新的二维码",
  "captcha-needed": "手机上显示了验证码：请把数字提交到登录接口，登录会继续",
  "new-device-check": "新设备验证：请用该账号的手机微信扫描验证链接的二维码并完成验证，登录会继续",
  "login-refused": "登录没有成功：请按网关给出的原因处理后重新登录",
  "wrong-account":
    "登录的是另一个微信号，不是本账号，已自动退出：请用本账号的微信重新扫码；若登记的 wxid 有误，请移除账号后重新登记",
  "callback-not-set":
    "账号已登录，但网关没有接受回调地址，收不到消息：正在自动重试；请检查平台的公网地址能否被网关访问，或手动重新设置回调",
  "authorization-withdrawn":
    "账号管理员取消了对第三方平台的授权：收不到也发不出消息；请让管理员用新的授权链接重新授权，授权后自动恢复",
};

/** The reason of a code; `detail` (the gateway's own words) is added behind the message. */
export function reasonOf(code: ReasonCode, detail = ""): StateReason {
  return { code, message: detail === "" ? MESSAGES[code] : `${MESSAGES[code]}（${detail}）` };
}
