import { callbackBody, loadAppId, peerOf } from "../../test/support/fleet-driver.ts";

/** Which messages a run sends. A message's number gives its account (by turns) and its sequence there. */
export type Messages = {
  readonly accounts: number;
  /** Share of messages that the rules answer, 0 to 1; the same messages in every run. */
  readonly answered: number;
  /** People who write to an account by turns; 0: each message comes from a person of its own. */
  readonly people: number;
};

export const sequenceOf = ({ accounts }: Messages, message: number) => Math.floor(message / accounts);
export const accountOf = ({ accounts }: Messages, message: number) => message % accounts;
export const appIdOf = (messages: Messages, message: number) => loadAppId(accountOf(messages, message));

/** The number behind an account and a sequence; undefined for accounts outside the run. */
export function messageOf({ accounts }: Messages, appId: string, sequence: number): number | undefined {
  const index = Number(/^wx_load_(\d+)$/.exec(appId)?.[1] ?? Number.NaN);
  return index < accounts && sequence >= 0 ? sequence * accounts + index : undefined;
}

/** Every account has the same share of answers, and at any time the same share of accounts is answered. */
export function isAnswered(messages: Messages, message: number): boolean {
  const place = sequenceOf(messages, message) + accountOf(messages, message);
  return Math.floor((place + 1) * messages.answered) > Math.floor(place * messages.answered);
}

/** One of the people who write to an account by turns, from 0 up. */
export const personOf = (account: number, person: number) => `wxid_a${account}_p${person}`;

export function bodyOf(messages: Messages, message: number): string {
  const [account, sequence] = [accountOf(messages, message), sequenceOf(messages, message)];
  const peer = messages.people === 0 ? peerOf(account, sequence) : personOf(account, sequence % messages.people);
  return callbackBody(account, sequence, { word: isAnswered(messages, message) ? "负载" : "闲聊", peer });
}

/** The rule of the run: its answer repeats the message's text, which tells the sequence. */
export const RULE = {
  id: "load",
  name: "load",
  match: { type: "keyword", mode: "contains", keywords: ["负载"] },
  actions: [{ type: "reply", text: "收到 {{message.text}}" }],
} as const;

/** The sequence that a reply's text repeats; `NaN` for any other text. */
export function sequenceOfReply(text: string): number {
  return Number(/第(\d+)条/.exec(text)?.[1] ?? Number.NaN);
}
