import * as z from "zod";
import { OK, refused } from "../answer.ts";
import type { BehavioursOf, Desk } from "./behaviour.ts";
import { newKey, newNumber, onWire } from "./ids.ts";

const industry = z.object({ id1: z.string(), id2: z.string() });
const template = z.object({ title: z.string(), content: z.string(), example: z.string(), type: z.int() });
const sentSchema = z.object({ msgid: z.string(), until: z.number() });

const MOST = 25;
const ONCE_FOR = 600_000;
/** What a value may be, by how the name of its field begins. */
const VALUES: ReadonlyMap<string, RegExp> = new Map([
  ["thing", /^.{1,20}$/su],
  ["number", /^[-\d.]{1,33}$/],
  ["letter", /^[A-Za-z]{1,32}$/],
  ["symbol", /^[^\p{L}\p{N}]{1,5}$/u],
  ["character_string", /^[^\p{Script=Han}]{1,32}$/u],
  ["phrase", /^\p{Script=Han}{1,5}$/u],
]);

const industryOf = (desk: Desk) => desk.shelf("industry", industry);
const templatesOf = (desk: Desk) => desk.shelf("templates", template);
const noticesOf = (desk: Desk) => desk.shelf("subscription-templates", template);
const sentOf = (desk: Desk) => desk.shelf("template-messages", sentSchema);

const EXAMPLE = { title: "订单发货提醒", content: "订单号：{{character_string1.DATA}}\n商品：{{thing2.DATA}}\n" };

/** A field that the template does not have, or whose value is not what its type takes. */
function isWrong(content: string, data: Readonly<Record<string, { readonly value: unknown }>>): boolean {
  return Object.entries(data).some(([field, { value }]) => {
    const form = VALUES.get(field.replace(/\d+$/, ""));
    return !content.includes(`{{${field}.DATA}}`) || (form && !form.test(String(value)));
  });
}

/** Template messages. */
export const templates: BehavioursOf<"templates"> = {
  setIndustry(desk, { industry_id1: id1, industry_id2: id2 }) {
    industryOf(desk).put("industry", { id1, id2 });
    return OK;
  },
  getIndustry: () => ({
    primary_industry: { first_class: "IT科技", second_class: "互联网|电子商务" },
    secondary_industry: { first_class: "运输与仓储", second_class: "快递" },
  }),
  add(desk) {
    if (templatesOf(desk).list().length >= MOST) return refused(200_012);
    const template_id = newKey();
    templatesOf(desk).put(template_id, { ...EXAMPLE, example: "订单号：1001\n商品：苹果\n", type: 0 });
    return { ...OK, template_id };
  },
  list: (desk) => ({
    template_list: templatesOf(desk)
      .list()
      .map(({ id, thing: { type: _type, ...thing } }) => ({
        template_id: id,
        primary_industry: "IT科技",
        deputy_industry: "互联网|电子商务",
        ...thing,
      })),
  }),
  delete: (desk, { template_id }) => (templatesOf(desk).delete(template_id) ? OK : refused(40_037)),
  send(desk, { touser, template_id, client_msg_id, data }) {
    const known = templatesOf(desk).get(template_id);
    if (!known) return refused(40_037);
    const follows = desk.users.follows(desk.appId, touser);
    if (!follows) return refused(follows === undefined ? 40_003 : 43_004);
    if (isWrong(known.content, data)) return refused(47_003);
    const key = `${touser}/${client_msg_id ?? newKey(8)}`;
    const before = sentOf(desk).get(key);
    if (before && desk.now < before.until) return { ...OK, msgid: onWire(before.msgid) };
    const msgid = newNumber();
    sentOf(desk).put(key, { msgid, until: desk.now + ONCE_FOR });
    desk.tell("TEMPLATESENDJOBFINISH", touser, { MsgID: msgid, Status: "success" });
    return { ...OK, msgid: onWire(msgid) };
  },
};

type Sent = { readonly touser: string; readonly template_id: string; readonly data: Parameters<typeof isWrong>[1] };

/** Each person of the simulator agreed to every template; a fault of errcode 43101 plays one who did not. */
function notify(desk: Desk, { touser, template_id, data }: Sent) {
  const known = noticesOf(desk).get(template_id);
  if (!known) return refused(40_037);
  if (desk.users.follows(desk.appId, touser) === undefined) return refused(40_003);
  if (isWrong(known.content, data)) return refused(47_003);
  const List = { TemplateId: template_id, MsgID: newNumber(), ErrorCode: "0", ErrorStatus: "success" };
  desk.tell("subscribe_msg_sent_event", touser, { SubscribeMsgSentEvent: { List } });
  return OK;
}

/** Messages that people agreed to get. */
export const subscriptions: BehavioursOf<"subscriptions"> = {
  listCategories: () => ({ ...OK, data: [{ id: 616, name: "电商平台" }] }),
  listTitles: () => ({ ...OK, count: 1, data: [{ tid: 401, title: EXAMPLE.title, type: 2, categoryId: "616" }] }),
  listKeywords: (_desk, { tid }) =>
    tid === "401"
      ? {
          ...OK,
          count: 2,
          data: [
            { kid: 1, name: "订单号", example: "1001", rule: "character_string" },
            { kid: 2, name: "商品", example: "苹果", rule: "thing" },
          ],
        }
      : refused(200_014),
  add(desk, { tid }) {
    if (tid !== "401") return refused(200_014);
    if (noticesOf(desk).list().length >= MOST) return refused(200_012);
    const priTmplId = newKey();
    noticesOf(desk).put(priTmplId, { ...EXAMPLE, example: "订单号：1001\n商品：苹果\n", type: 2 });
    return { ...OK, priTmplId };
  },
  list: (desk) => ({
    ...OK,
    data: noticesOf(desk)
      .list()
      .map(({ id, thing }) => ({ priTmplId: id, ...thing })),
  }),
  delete: (desk, { priTmplId }) => (noticesOf(desk).delete(priTmplId) ? OK : refused(40_037)),
  send: notify,
  sendFromMiniProgram: notify,
};
