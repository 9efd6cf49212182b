import { EVERYBODY } from "../content.ts";
import type { InboundMessage } from "../inbound-message.ts";

/** Stands behind a mentioned name where a client of WeChat wrote the mention (U+2005). */
const NAME_END = "\u2005";

/** Characters of a name before its end: WeChat's names have 32 at most, some of several units. */
const NAME_UNITS = 80;

/** How WeChat's clients call all members of a group. */
const EVERYBODY_NAMES = [
  "所有人",
  "全体成员",
  "全體成員",
  "All People",
  "Everyone",
  "everyone",
  "All",
  "all",
  "全員",
  "모두",
];

/** A part of a text, from `from` up to `to`. */
type Span = { readonly from: number; readonly to: number };

/** A mention of the names that are known stands before one of these, or at the end. */
const AFTER_NAME = /^(?:$|[\s\u2005\u3000,，.。:：;；!！?？、~～）)])/u;

const EMAIL_BEFORE = /[A-Za-z0-9._%+-]$/;
const EMAIL_AFTER = /^[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+/;

/** A message with words in a group: the others mention by their `text` no member. */
export type Addressable = Extract<InboundMessage, { kind: "text" | "quote" }>;

export function isAddressable(message: InboundMessage): message is Addressable {
  return (
    (message.kind === "text" || message.kind === "quote") && message.chat === "group" && message.text.includes("@")
  );
}

/**
 * The message with its words apart from its mentions, as far as `names` and the text tell where a mention ends. `names`:
 * what the group calls the account, which matters where no client's sign ends a name. A message without a list of
 * mentions mentions the account where it stands in the text by name.
 */
export function withWordsApart<M extends Addressable>(message: M, names: readonly string[] = []): M {
  const { text, mentions, wxid } = message;
  const places = mentionPlaces(text);
  if (places.length === 0) return message;
  const isNamed = mentions.length === 0 && wxid !== "" && places.some((at) => isNamedAt(text, at, names));
  const mentioned = isNamed ? [wxid] : mentions;
  const words = cut(text, spansOf(text, places, mentioned, names));
  const { words: _before, ...rest } = message;
  const addressed = { ...rest, mentions: mentioned } as M;
  return words === text ? addressed : { ...addressed, words };
}

/** Whether names of the account can tell more about where mentions end, or whether there are any. */
export function needsNames({ text, mentions, wxid }: Addressable): boolean {
  if (mentions.length > 0 && !mentions.includes(wxid)) return false;
  return mentionPlaces(text).some((at) => clientsEnd(text, at) === undefined);
}

/** Where an `@` may begin a mention: everywhere but in an e-mail address. */
function mentionPlaces(text: string): number[] {
  const places: number[] = [];
  for (let at = text.indexOf("@"); at >= 0; at = text.indexOf("@", at + 1)) {
    const isEmail =
      EMAIL_BEFORE.test(text.slice(Math.max(0, at - 1), at)) && EMAIL_AFTER.test(text.slice(at + 1, at + 256));
    if (!isEmail) places.push(at);
  }
  return places;
}

function isNamedAt(text: string, at: number, names: readonly string[]): boolean {
  return names.some((name) => text.startsWith(name, at + 1) && AFTER_NAME.test(text.slice(at + 1 + name.length)));
}

/**
 * The mentions in a text, each with the blank behind it. What a client ended by its sign is one in any case; then come
 * known names, then single words, as many as there are members mentioned.
 */
function spansOf(
  text: string,
  places: readonly number[],
  mentions: readonly string[],
  names: readonly string[],
): Span[] {
  const spans = new Map<number, Span>();
  const add = (at: number, end: number | undefined) => {
    if (end !== undefined) spans.set(at, { from: at, to: end });
  };
  for (const at of places) add(at, clientsEnd(text, at));
  const known = [...names, ...(mentions.includes(EVERYBODY) ? EVERYBODY_NAMES : [])].toSorted(
    (a, b) => b.length - a.length,
  );
  for (const endOf of [(at: number) => namesEnd(text, at, known), (at: number) => wordsEnd(text, at)]) {
    for (const at of places) if (spans.size < mentions.length && !spans.has(at)) add(at, endOf(at));
  }
  return [...spans.values()].sort((a, b) => a.from - b.from);
}

function clientsEnd(text: string, at: number): number | undefined {
  const end = text.indexOf(NAME_END, at + 1);
  if (end < 0 || end - at > NAME_UNITS) return undefined;
  const name = text.slice(at + 1, end);
  return name === "" || /[\n@]/.test(name) ? undefined : end + 1;
}

function namesEnd(text: string, at: number, names: readonly string[]): number | undefined {
  const name = names.find((one) => text.startsWith(one, at + 1));
  return name === undefined ? undefined : behindBlank(text, at + 1 + name.length);
}

/** A name of one word: up to the next blank. */
function wordsEnd(text: string, at: number): number | undefined {
  const [word = ""] = /^[^\s\u2005\u3000@]+/u.exec(text.slice(at + 1, at + 1 + NAME_UNITS)) ?? [];
  return word === "" ? undefined : behindBlank(text, at + 1 + word.length);
}

function behindBlank(text: string, end: number): number {
  return /[\s\u2005\u3000]/u.test(text.charAt(end)) ? end + 1 : end;
}

function cut(text: string, spans: readonly Span[]): string {
  if (spans.length === 0) return text;
  let rest = "";
  let at = 0;
  for (const { from, to } of spans) {
    rest += text.slice(at, from);
    at = Math.max(at, to);
  }
  return (rest + text.slice(at)).trim();
}
