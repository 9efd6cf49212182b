import { OFFICIAL_ACCOUNT, simulatedOfficialAccounts } from "../../local/sim/weixin/credentials.ts";
import { officialRequest, type WireFields, type WireMode } from "../../local/sim/weixin/wire.ts";
import { officialAccountsSchema } from "../../shared/adapters/weixin/credentials.ts";
import { formerKeysIn } from "../../shared/adapters/weixin/former-credentials.ts";
import type { ReplyMode } from "../../shared/official/domain/credentials.ts";
import { NOON } from "./builders.ts";

export const OFFICIAL = OFFICIAL_ACCOUNT;
export const OPENID = "oGTcHv1Zq8fKk3nQ2wX5yB7dL0mR";

/** The secret with one account in a mode, with `lanes` and a way to reply if given. */
export function officialAccounts(mode: WireMode = "safe", lanes?: number, replyMode?: ReplyMode) {
  const secret = simulatedOfficialAccounts("http://127.0.0.1:8788");
  const more = { ...(lanes === undefined ? {} : { lanes }), ...(replyMode === undefined ? {} : { replyMode }) };
  const account = { ...secret.accounts[OFFICIAL.appId], mode, ...more };
  return officialAccountsSchema.parse({ ...secret, accounts: { [OFFICIAL.appId]: account } });
}

/** The keys of that one account. */
export const officialKeys = (mode: WireMode = "safe", lanes?: number) =>
  formerKeysIn(async () => officialAccounts(mode, lanes));

/** A text that a person writes to the Official Account; `fields` replaces or adds fields. */
export function officialFields(fields: WireFields = {}): WireFields {
  const CreateTime = NOON / 1000;
  const head = { ToUserName: OFFICIAL.originalId, FromUserName: OPENID, CreateTime };
  if ("Event" in fields) return { ...head, MsgType: "event", ...fields };
  return { ...head, MsgType: "text", Content: "你好", MsgId: 23_456_789_012_345_678n, ...fields };
}

/** WeChat's request with this message, signed at `now` (epoch ms). */
export function anOfficialCallback(
  fields: WireFields = {},
  options: { mode?: WireMode; format?: "xml" | "json"; now?: number; appId?: string } = {},
) {
  const { mode = "safe", format = "xml", now = NOON, appId = OFFICIAL.appId } = options;
  return officialRequest({ ...OFFICIAL, appId }, officialFields(fields), { mode, format, now });
}
