import { AppError } from "../../../kernel/domain/errors.ts";
import { parseLosslessJson } from "../../../kernel/domain/lossless-json.ts";
import { type Fields, isFields } from "./fields.ts";

/** What a callback's envelope says, whichever of the family's envelopes it is; `type` by the contract's names. */
export type Opened = {
  /** `undefined` where the envelope names no type and its members tell none. */
  readonly type: string | undefined;
  readonly appId: unknown;
  readonly wxid: unknown;
  readonly data: unknown;
  /** What came, without a gateway's token. */
  readonly raw: Fields;
};

/** The contract's names of types by the forms without case and separators. */
const TYPES: ReadonlyMap<string, string> = new Map(
  ["AddMsg", "ModContacts", "DelContacts", "Offline"].map((name) => [folded(name), name]),
);

/** Members of the flat envelope that say who sent it to whom. */
const FLAT = ["FromUserName", "fromUser", "fromWxid"] as const;

/**
 * Opens an envelope of this family of gateways: the contract's `{TypeName, Appid, Wxid, Data}`, its twin in lower case
 * (`type_name`, `appid`, `data`), and the flat one, which has a message's members beside `appid` and no `Data`.
 */
export function openEnvelope(body: Fields): Opened {
  const { TypeName, Appid, Wxid, Data } = body;
  if (typeof TypeName === "string" && TYPES.has(folded(TypeName)) && Appid !== undefined && isFields(Data)) {
    return { type: typeNamed(TypeName), appId: Appid, wxid: Wxid, data: Data, raw: { TypeName, Data } };
  }
  const member = membersOf(body);
  const name = member("TypeName");
  const given = member("Data");
  const data = typeof given === "string" ? unpacked(given) : given;
  const wxid = member("Wxid", "userWxid", "botWxid");
  const opened = {
    appId: member("Appid"),
    wxid,
    raw: "TypeName" in body ? { TypeName: name, Data: data } : kept(body),
  };
  if (typeof name === "string" && name !== "") return { ...opened, type: typeNamed(name), data };
  if (isMessage(data)) return { ...opened, type: "AddMsg", data };
  if (isFields(data) || !isMessage(body)) return { ...opened, type: undefined, data };
  return { ...opened, type: "AddMsg", wxid: wxid ?? ownWxid(body), data: body };
}

/** Reads members by their name, then by the name or another one however it is written: `msg_type`, `MSGTYPE`. */
export function membersOf(fields: Fields): (name: string, ...others: readonly string[]) => unknown {
  let byFolded: Map<string, unknown> | undefined;
  return (name, ...others) => {
    const value = fields[name];
    if (value !== undefined && Object.hasOwn(fields, name)) return value;
    byFolded ??= new Map(Object.entries(fields).map(([key, member]) => [folded(key), member]));
    for (const one of [name, ...others]) {
      const found = byFolded.get(folded(one));
      if (found !== undefined && found !== null) return found;
    }
    return undefined;
  };
}

function isMessage(value: unknown): value is Fields {
  if (!isFields(value)) return false;
  const member = membersOf(value);
  return member("MsgType") !== undefined && member(...FLAT) !== undefined;
}

/** Flat envelopes say by `isSelf` which end is the account. */
function ownWxid(body: Fields): unknown {
  const member = membersOf(body);
  const isSelf = String(member("isSelf") ?? "").toLowerCase();
  if (isSelf === "true" || isSelf === "1") return member(...FLAT);
  return isSelf === "" ? undefined : member("ToUserName", "toUser", "toWxid");
}

/** Some relays write `Data` as JSON text. */
function unpacked(text: string): unknown {
  try {
    return parseLosslessJson(text);
  } catch (error) {
    if (error instanceof AppError && error.code === "invalid-input") return text;
    throw error;
  }
}

function kept(body: Fields): Fields {
  return Object.fromEntries(Object.entries(body).filter(([name]) => folded(name) !== "token"));
}

function typeNamed(name: string): string {
  return TYPES.get(folded(name)) ?? name;
}

function folded(name: string): string {
  return name.toLowerCase().replace(/[_-]/g, "");
}
