import * as z from "zod";
import { head } from "./head.ts";

/** What became of one message, as the vendor says. `id`: its MsgID; `templateId`: empty for a message without template. */
const sendResult = z.object({ id: z.string(), templateId: z.string(), status: z.string() });

/** A person's choice whether messages by one template may come: `accept`, `reject`, … `scene`: the vendor's PopupScene. */
const choice = z.object({ templateId: z.string(), status: z.string(), scene: z.string() });

/** What happens at Official Accounts only. */
export const officialKinds = [
  /** A person follows the account. `scene` and `ticket`: of the code that was scanned; `scene` is empty without a code. */
  z.object({
    kind: z.literal("subscribe"),
    ...head,
    scene: z.string(),
    ticket: z.string().optional(),
    /** The transaction (WeChat Pay) after which the person followed; absent for all who followed another way. */
    tradeNo: z.string().optional(),
  }),
  z.object({ kind: z.literal("unsubscribe"), ...head }),
  /** A follower scanned a code of the account. */
  z.object({ kind: z.literal("scan"), ...head, scene: z.string(), ticket: z.string().optional() }),
  z.object({
    kind: z.literal("menu-click"),
    ...head,
    menuKey: z.string(),
    /** The vendor's type of entry: `click`, `scancode_push`, `pic_weixin`, … */
    entry: z.string(),
    /** What the entry brought: the text of a scanned code, the name of a chosen place; empty where it brings nothing. */
    result: z.string(),
  }),
  /** A menu entry that opens a page. `url` of a mini program: the page's path. */
  z.object({ kind: z.literal("menu-view"), ...head, url: z.string() }),
  /** Where a person is. The phone reports it; the person does not send it. `precision` in metres. */
  z.object({
    kind: z.literal("location-reported"),
    ...head,
    latitude: z.number().optional(),
    longitude: z.number().optional(),
    precision: z.number().optional(),
  }),
  /** What became of template messages, subscription messages or a mass message; only the latter has `counts`. */
  z.object({
    kind: z.literal("send-result"),
    ...head,
    of: z.enum(["template", "subscription", "mass"]),
    results: z.array(sendResult),
    counts: z
      .object({
        total: z.number().optional(),
        filtered: z.number().optional(),
        sent: z.number().optional(),
        failed: z.number().optional(),
      })
      .optional(),
  }),
  z.object({ kind: z.literal("subscription-choice"), ...head, choices: z.array(choice) }),
  /** A person changed or withdrew personal data. `revoked`: the vendor's numbers of the data that has to be deleted. */
  z.object({
    kind: z.literal("user-info-changed"),
    ...head,
    change: z.enum(["modified", "revoked", "cancelled"]),
    revoked: z.array(z.string()),
  }),
  /** Any other event. */
  z.object({
    kind: z.literal("event"),
    ...head,
    /** As WeChat writes it: `kf_create_session`, `card_pass_check`, … */
    name: z.string(),
    /** The openid of the person that it is about; empty where the event names no person. */
    person: z.string(),
    /** Its `EventKey`, or what tells one event of this name from another: a card, an order, a session. Empty without one. */
    key: z.string(),
    /** All fields, as they came; numbers as digits. */
    fields: z.record(z.string(), z.unknown()),
  }),
] as const;
