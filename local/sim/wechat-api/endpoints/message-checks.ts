import { type Body, text } from "../endpoint.ts";

/** Says in the vendor's words why a body cannot be carried out; undefined where it can. */
export type Check = (body: Body, now: number) => string | undefined;

/** WeChat takes a message back for two minutes, ms. */
const REVOKE_WINDOW = 120_000;

/** The vendor fetches what these members name. */
export function fetchable(...members: string[]): Check {
  return (body) => {
    const wrong = members.find((member) => !isWebUrl(text(body, member)));
    return wrong === undefined ? undefined : `${wrong} 下载失败`;
  };
}

/** A member holds the element that the call is about. */
export function holds(member: string, element: string): Check {
  return (body) => (text(body, member).includes(`<${element}`) ? undefined : `${member} 解析失败: 缺少 ${element}`);
}

/** A member is an element alone. */
export function is(member: string, element: string): Check {
  return (body) => (text(body, member).startsWith(`<${element}`) ? undefined : `${member} 应为 ${element} 节点`);
}

export function all(...checks: Check[]): Check {
  return (body, now) => {
    for (const check of checks) {
      const fault = check(body, now);
      if (fault !== undefined) return fault;
    }
    return undefined;
  };
}

/** A comma list of wxids, or an empty text. */
export const mentions: Check = (body) => {
  const ats = text(body, "ats");
  return ats === "" || /^[^\s,]+(?:,[^\s,]+)*$/.test(ats) ? undefined : "ats 格式错误";
};

export const revocable: Check = (body, now) => {
  const digits = ["msgId", "newMsgId", "createTime"].every((member) => /^\d+$/.test(text(body, member)));
  if (!digits) return "撤回失败: 消息不存在";
  return now - Number(text(body, "createTime")) * 1000 > REVOKE_WINDOW ? "撤回失败: 超过两分钟" : undefined;
};

function isWebUrl(given: string): boolean {
  return /^https?:$/.test(URL.parse(given)?.protocol ?? "");
}
