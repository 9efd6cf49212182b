import { valueIn, valueNameSchema } from "../../conversations/domain/conversation.ts";
import { localTime } from "../../kernel/domain/active-hours.ts";

/** What the variables of a text are taken from. */
export type TemplateValues = {
  readonly sender: { readonly name: string; readonly wxid: string };
  readonly account: { readonly name: string; readonly wxid: string };
  /** Who is new in the group, joined by 、; empty where nobody is named. */
  readonly members: string;
  /** Who brought them; empty where nobody is named. */
  readonly inviter: string;
  /** What the person wrote; empty where it was no words. */
  readonly text: string;
  /** What the rule's patterns captured, by name. */
  readonly captures: Readonly<Record<string, string>>;
  /** What the session holds by then, by name. */
  readonly session: Readonly<Record<string, string>>;
  /** When the message was sent, epoch ms, and by which clocks that is told. */
  readonly sentAt: number;
  readonly timeZone: string;
};

/** Stands for a sender whose name nobody knows. */
const UNNAMED = "朋友";

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
  date: (values) => now(values).date,
  time: (values) => now(values).time,
  weekday: (values) => WEEKDAYS[now(values).day] ?? "",
};

const CAPTURE = "capture.";
export const SESSION = "session.";
const VARIABLE = /\{\{([^{}]*)\}\}/g;

/** Puts values for `{{…}}`, in one pass: braces in a value stay as they are. */
export function renderTemplate(template: string, values: TemplateValues): string {
  return template.replace(VARIABLE, (_placeholder, written: string) => {
    const name = written.trim();
    if (name.startsWith(CAPTURE)) return values.captures[name.slice(CAPTURE.length)] ?? "";
    if (name.startsWith(SESSION)) return valueIn(values.session, name.slice(SESSION.length));
    return VARIABLES[name]?.(values) ?? "";
  });
}

/** The variables of a template by name, in order. */
export function variablesIn(template: string): string[] {
  return [...template.matchAll(VARIABLE)].map(([, name]) => (name ?? "").trim());
}

/** Says what is wrong with a variable; undefined where it is known. `captures`: the names that the rule's patterns capture. */
export function variableFault(name: string, captures: ReadonlySet<string>): string | undefined {
  if (Object.hasOwn(VARIABLES, name)) return undefined;
  if (name.startsWith(SESSION) && valueNameSchema.safeParse(name.slice(SESSION.length)).success) return undefined;
  if (!name.startsWith(CAPTURE)) {
    const known = [...Object.keys(VARIABLES), `${CAPTURE}…`, `${SESSION}…`].join(", ");
    return `nobody knows the variable {{${name}}}; there are ${known}`;
  }
  if (captures.has(name.slice(CAPTURE.length))) return undefined;
  return `no pattern of the rule captures {{${name}}}: write (?P<${name.slice(CAPTURE.length)}>…) around what is meant`;
}
