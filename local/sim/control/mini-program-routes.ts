import * as z from "zod";
import { BadRequest, parseInput, sendJson } from "../http.ts";
import { clientData } from "../weixin/mini/client-data.ts";
import { type AccountShelf, keyOf, logIn, newPhoneCode, rememberSealed } from "../weixin/mini/sessions.ts";
import { personOf, unionOf } from "../weixin/people.ts";
import type { Shelves } from "../weixin/state/shelves.ts";
import { type ControlRoutes, demandWeixinAccount, jsonOf } from "./call.ts";

const openid = z.string().min(1).max(64);
const loginSchema = z.strictObject({ openid });
const phoneSchema = z.strictObject({ openid, phone: z.string().min(1).optional() });
const dataSchema = z.strictObject({
  openid,
  /** What `getUserProfile` gives, what `getPhoneNumber` gave in older clients, or only `fields`. */
  kind: z.enum(["profile", "phone", "other"]).default("profile"),
  /** 0: under the newest session key, 1: under the one before. */
  age: z.int().min(0).max(9).default(0),
  /** Further members of what is encrypted; they replace those of the kind, the watermark too. */
  fields: z.record(z.string(), z.unknown()).default({}),
});
type Data = z.infer<typeof dataSchema>;

/** What the client of a mini program does for its page: one of `acts`. */
export function miniProgramRoutes(shelves: Shelves, clock: { now(): number }): ControlRoutes {
  const acts: Readonly<Record<string, (shelf: AccountShelf, body: unknown, appId: string) => object>> = {
    login: (shelf, body) => ({ code: logIn(shelf, parseInput(loginSchema, body).openid, clock.now()) }),
    "phone-code"(shelf, body) {
      const { openid: owner, phone = personOf(shelves, owner).phone } = parseInput(phoneSchema, body);
      return { code: newPhoneCode(shelf, { openid: owner, phone }, clock.now()) };
    },
    data(shelf, body, appId) {
      const given = parseInput(dataSchema, body);
      const key = keyOf(shelf, given.openid, given.age);
      if (key === undefined) throw new BadRequest(`${given.openid} has not logged in ${given.age + 1} times`, 409);
      const watermark = { timestamp: Math.floor(clock.now() / 1000), appid: appId };
      const { content, raw } = contentOf(shelves, given);
      const data = clientData(key, { ...content, watermark, ...given.fields }, raw);
      rememberSealed(shelf, data.encryptedData, clock.now());
      return data;
    },
  };
  return {
    async "POST mini-programs/:id/:action"(call) {
      const { id, action } = call;
      demandWeixinAccount(id);
      const act = Object.hasOwn(acts, action) ? acts[action] : undefined;
      if (!act) throw new BadRequest(`no action ${action}: one of ${Object.keys(acts).join(", ")}`, 404);
      sendJson(
        call.response,
        200,
        act((kind, schema) => shelves(id, kind, schema), await jsonOf(call), id),
      );
    },
  };
}

/** `raw`: what the page may read itself. */
function contentOf(shelves: Shelves, { openid: openId, kind }: Data): { content: object; raw?: object } {
  const { nickname: nickName, phone } = personOf(shelves, openId);
  if (kind === "phone") return { content: { phoneNumber: phone, purePhoneNumber: phone, countryCode: "86" } };
  if (kind === "other") return { content: {} };
  const raw = { nickName, gender: 0, language: "zh_CN", city: "", province: "", country: "", avatarUrl: "" };
  const { unionid: unionId } = unionOf(shelves, openId);
  return { raw, content: { openId, ...raw, ...(unionId === undefined ? {} : { unionId }) } };
}
