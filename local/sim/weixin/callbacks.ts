import { randomInt } from "node:crypto";
import * as z from "zod";
import type { LocalClock } from "../../clock.ts";
import { newMessageId } from "../ids.ts";
import type { Delivery } from "../wechat-api/callbacks/queue.ts";
import type { TellEvent } from "./calls.ts";
import { PLATFORM_KEYS } from "./component/credentials.ts";
import { MINI_PROGRAM, OFFICIAL_ACCOUNT, weixinAccount } from "./credentials.ts";
import { type Shown, shownOf } from "./passive-reply.ts";
import { deliverInTries, PATIENCE_MS, postWire } from "./tries.ts";
import type { SimUsers } from "./users.ts";
import { officialRequest, type WireFields } from "./wire.ts";

/** From whom WeChat's own reports come that are about no person. */
const PLATFORM = "mphelper";

const wireField: z.ZodType<WireFields[string]> = z.lazy(() =>
  z.union([z.string(), z.number(), z.bigint(), z.array(wireField), z.record(z.string(), wireField)]),
);

/** What a person sends to an Official Account or a mini program's customer service, or does there. */
export const officialMessageSchema = z.strictObject({
  appId: z.string(),
  /** The person's openid. */
  from: z.string().min(1),
  kind: z.enum(["text", "image", "voice", "video", "location", "link", "miniprogrampage"]).default("text"),
  text: z.string().default(""),
  /** WeChat's name of an event, `subscribe`, `SCAN`, `CLICK`, …: then there is no message. */
  event: z.string().min(1).optional(),
  /** Its `EventKey`; of `user_enter_tempsession` its `SessionFrom`. */
  eventKey: z.string().optional(),
  msgId: z.union([z.bigint(), z.int(), z.string()]).optional(),
  /** Epoch seconds. */
  createTime: z.int().nonnegative().optional(),
  /** Further fields, as WeChat names them; they replace those of the kind. */
  fields: z.record(z.string(), wireField).default({}),
  /** How WeChat sends it; as the account is set unless given: an Official Account to XML, the mini program to JSON. */
  mode: z.enum(["safe", "compatible", "plain"]).default(OFFICIAL_ACCOUNT.mode),
  format: z.enum(["xml", "json"]).optional(),
});

type OfficialMessage = z.infer<typeof officialMessageSchema>;

export type OfficialCallbacks = {
  /** Delivers a message; resolves with the outcome of the first try, further ones follow by themselves. */
  send(message: OfficialMessage): Promise<Delivery & { readonly msgId: string }>;
  /** Delivers an event of WeChat's own, which no person caused, by itself. */
  readonly tell: TellEvent;
  stop(): void;
};

type Ways = {
  /** Where they go, without the appId; nowhere unless given. */
  url: string | undefined;
  /** The same for those of accounts that are given to the third-party platform, and whether one is. */
  componentUrl: string | undefined;
  isGiven: (appId: string) => boolean;
};

/** The messages of Official Accounts and mini programs on their way to the platform, which WeChat gives up after three tries. */
export function createOfficialCallbacks(
  options: Ways & {
    clock: Pick<LocalClock, "now">;
    /** Milliseconds from one try to the next. */
    pause?: number;
    /** Told of everything that people do, before it is delivered: it opens the customer-service window. */
    acted: SimUsers["acted"];
    /** Told of what the answer to a message of `openid` shows the person. */
    shown: (appId: string, openid: string, what: Exclude<Shown, undefined>, now: number) => void;
  },
): OfficialCallbacks {
  const { clock, pause = PATIENCE_MS, acted, shown } = options;
  const stopped = new AbortController();

  /** `last`: no further try follows. What WeChat shows is that of the try that was answered. */
  async function attempt(message: OfficialMessage, fields: WireFields, last: boolean): Promise<Delivery> {
    const { appId, from } = message;
    const { url, keys, mode, format } = wayOf(message, options);
    if (url === undefined) return { delivered: false, status: 0 };
    const wire = officialRequest(keys, fields, { mode, format, now: clock.now() });
    const { delivered, status, text } = await postWire(`${url}/${encodeURIComponent(appId)}`, wire, format);
    const what = delivered ? shownOf(keys, mode, from, text) : last ? "fault" : undefined;
    if (what && isByPerson(message)) shown(appId, from, what, clock.now());
    return { delivered, status };
  }

  function deliver(message: OfficialMessage, fields: WireFields): Promise<Delivery> {
    return deliverInTries((last) => attempt(message, fields, last), { pause, signal: stopped.signal });
  }

  return {
    async send(message) {
      const msgId = String(message.msgId ?? newMessageId());
      const fields = fieldsOf(message, msgId, clock.now());
      acted(message.appId, message.from, message, clock.now());
      return { msgId, ...(await deliver(message, fields)) };
    },
    tell(appId, event, from, fields) {
      if (options.url === undefined) return;
      const message = officialMessageSchema.parse({ appId, from: from === "" ? PLATFORM : from, event, fields });
      deliver(message, fieldsOf(message, "", clock.now())).catch((error: unknown) => {
        if (!stopped.signal.aborted) console.error("the simulator failed to deliver an event", error);
      });
    },
    stop: () => stopped.abort(),
  };
}

/** Of an account that is given to the third-party platform: encrypted by its keys, in XML. */
function wayOf({ appId, mode, format }: OfficialMessage, ways: Ways) {
  const account = weixinAccount(appId) ?? OFFICIAL_ACCOUNT;
  if (!ways.isGiven(appId)) {
    return { url: ways.url, keys: { ...account, appId }, mode, format: format ?? formatOf(appId) };
  }
  const keys = { ...PLATFORM_KEYS, originalId: account.originalId };
  return { url: ways.componentUrl, keys, mode: "safe" as const, format: "xml" as const };
}

/** Only who wrote a message to an Official Account reads what is answered; a mini program's callbacks have no answer. */
function isByPerson({ appId, event }: OfficialMessage): boolean {
  return event === undefined && appId !== MINI_PROGRAM.appId;
}

/** As the account is set at mp.weixin.qq.com. */
function formatOf(appId: string): "xml" | "json" {
  return appId === MINI_PROGRAM.appId ? "json" : "xml";
}

function fieldsOf(message: OfficialMessage, msgId: string, now: number): WireFields {
  const head = {
    ToUserName: (weixinAccount(message.appId) ?? OFFICIAL_ACCOUNT).originalId,
    FromUserName: message.from,
    CreateTime: message.createTime ?? Math.floor(now / 1000),
  };
  if (message.event !== undefined) {
    const name = message.event === "user_enter_tempsession" ? "SessionFrom" : "EventKey";
    const key = message.eventKey === undefined ? {} : { [name]: message.eventKey };
    return { ...head, MsgType: "event", Event: message.event, ...key, ...message.fields };
  }
  const MsgId = /^\d+$/.test(msgId) ? BigInt(msgId) : msgId;
  return { ...head, MsgType: message.kind, ...contentOf(message), MsgId, ...message.fields };
}

function contentOf({ kind, text }: OfficialMessage): WireFields {
  const MediaId = `media-${randomInt(1, 2 ** 31)}`;
  switch (kind) {
    case "text":
      return { Content: text };
    case "image":
      return { PicUrl: "http://mmbiz.qpic.cn/local/0", MediaId };
    case "voice":
      return { MediaId, Format: "amr", Recognition: text };
    case "video":
      return { MediaId, ThumbMediaId: `${MediaId}-thumb` };
    case "location":
      return { Location_X: "39.903740", Location_Y: "116.397827", Scale: 15, Label: text };
    case "link":
      return { Title: text, Description: text, Url: "https://mp.weixin.qq.com/s?a=1&b=2" };
    case "miniprogrampage":
      return { Title: text, AppId: MINI_PROGRAM.appId, PagePath: "pages/index", ThumbUrl: "", ThumbMediaId: MediaId };
    default:
      return kind satisfies never;
  }
}
