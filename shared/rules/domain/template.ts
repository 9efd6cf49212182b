import { valueIn, valueNameSchema } from "../../conversations/domain/conversation.ts";
import { localTime } from "../../kernel/domain/active-hours.ts";

/** The values for the variables of a text. */
export type TemplateValues = {
  readonly sender: { readonly name: string; readonly wxid: string };
  readonly account: { readonly name: string; readonly wxid: string };
  /** Names of the people who are new in the group, joined by 、; empty where the message has no such name. */
  readonly members: string;
  /** The name of the person who invited them; empty where the message has no such name. */
  readonly inviter: string;
  /** What the message says, its mentions left out; empty for kinds without words. */
  readonly text: string;
  /** The text as it was written, with its mentions; the same as `text` for voices and titles. */
  readonly raw: string;
  /** What an event says, and what became known with a text or a follower. */
  readonly event: TemplateEvent;
  /** The parts of the text that the rule's patterns captured, by name. */
  readonly captures: Readonly<Record<string, string>>;
  /** The values of the session after the edits so far, by name. */
  readonly session: Readonly<Record<string, string>>;
  /** When the message was sent, epoch ms, and the time zone in which texts tell it. */
  readonly sentAt: number;
  readonly timeZone: string;
};

/** Of messages that are no events all parts are empty. */
export type TemplateEvent = {
  readonly name: string;
  readonly key: string;
  readonly person: string;
  /** The text of a field by its dotted path (`WeChatPayInfo.MchOrderNo`); empty for a field that is missing. */
  field(path: string): string;
};

/** Stands for a person without a known name. */
export const UNNAMED = "朋友";

const WEEKDAYS = ["", "星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日"];

const now = ({ timeZone, sentAt }: TemplateValues) => localTime(timeZone, sentAt);

/** A further variable is one more line. */
const VARIABLES: Readonly<Record<string, (values: TemplateValues) => string>> = {
  "sender.name": ({ sender }) => sender.name || UNNAMED,
  "sender.wxid": ({ sender }) => sender.wxid,
  "account.name": ({ account }) => account.name,
  "account.wxid": ({ account }) => account.wxid,
  "member.name": ({ members }) => members || UNNAMED,
  "inviter.name": ({ inviter }) => inviter,
  "message.text": ({ text }) => text,
  "message.raw": ({ raw }) => raw,
  "event.name": ({ event }) => event.name,
  "event.key": ({ event }) => event.key,
  "event.person": ({ event }) => event.person,
  date: (values) => now(values).date,
  time: (values) => now(values).time,
  weekday: (values) => WEEKDAYS[now(values).day] ?? "",
};

const CAPTURE = "capture.";
const FIELD = "event.field.";
export const SESSION = "session.";
const VARIABLE = /\{\{([^{}]*)\}\}/g;

/** Replaces `{{…}}` by values in one pass, so that braces in a value stay as they are. */
export function renderTemplate(template: string, values: TemplateValues): string {
  return template.replace(VARIABLE, (_placeholder, written: string) => {
    const name = written.trim();
    if (name.startsWith(CAPTURE)) return values.captures[name.slice(CAPTURE.length)] ?? "";
    if (name.startsWith(FIELD)) return values.event.field(name.slice(FIELD.length));
    if (name.startsWith(SESSION)) return valueIn(values.session, name.slice(SESSION.length));
    return VARIABLES[name]?.(values) ?? "";
  });
}

/** The variables of a template by name, in order. */
export function variablesIn(template: string): string[] {
  return [...template.matchAll(VARIABLE)].map(([, name]) => (name ?? "").trim());
}

/** The fault of a variable; undefined for a known one. `captures`: the names that the rule's patterns capture. */
export function variableFault(name: string, captures: ReadonlySet<string>): string | undefined {
  if (Object.hasOwn(VARIABLES, name)) return undefined;
  if (name.startsWith(SESSION) && valueNameSchema.safeParse(name.slice(SESSION.length)).success) return undefined;
  if (name.startsWith(FIELD) && name.length > FIELD.length) return undefined;
  if (!name.startsWith(CAPTURE)) {
    const known = [...Object.keys(VARIABLES), `${FIELD}…`, `${CAPTURE}…`, `${SESSION}…`].join(", ");
    return `nobody knows the variable {{${name}}}; there are ${known}`;
  }
  if (captures.has(name.slice(CAPTURE.length))) return undefined;
  return `no pattern of the rule captures {{${name}}}: write (?P<${name.slice(CAPTURE.length)}>…) around what is meant`;
}
