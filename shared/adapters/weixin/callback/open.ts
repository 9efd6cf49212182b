import type { Leases } from "../../../kernel/application/ports/leases.ts";
import type { Clock, Log, Metrics } from "../../../kernel/application/ports/runtime.ts";
import { sha256Hex } from "../../../kernel/domain/ids.ts";
import type { CallbackKeysOf } from "../../../official/application/ports/credentials.ts";
import {
  type CallbackKey,
  type CallbackKeys,
  keysInForce,
  type ReplyMode,
} from "../../../official/domain/credentials.ts";
import type { ReplyKey } from "../reply/sealed-reply.ts";
import { decrypt } from "./decrypt.ts";
import { type Fields, fieldsOf, textIn } from "./fields.ts";
import { refusal } from "./refusal.ts";
import { isSigned } from "./signature.ts";

/** The query of a callback, decoded. */
export type CallbackQuery = Readonly<Record<string, string | undefined>>;

/**
 * A message whose sender is proved to be WeChat; `lanes`: in how many the account's messages are worked on; `passive`:
 * how its callbacks answer, where they do.
 */
export type OpenedCallback = {
  readonly fields: Fields;
  readonly lanes: number | undefined;
  readonly passive?: PassiveWay;
};

/** `key`: what answers are encrypted with; plain where left out. */
export type PassiveWay = { readonly mode: Exclude<ReplyMode, "customer-service">; readonly key?: ReplyKey };

export type OpenCallback = {
  /** The answer that the URL check of mp.weixin.qq.com expects. */
  echo(appId: string, query: CallbackQuery): Promise<string>;
  /** `componentAppId`: the third-party platform to which the message came. */
  message(appId: string, query: CallbackQuery, body: string, componentAppId?: string): Promise<OpenedCallback>;
};

/** How old a signature may be, or how far in the future: WeChat's three tries take 15 s, ms. */
const WINDOW = 300_000;

/**
 * Opens what WeChat sends to Official Accounts. In safe and compatible mode nothing is read but what is encrypted. In
 * every mode a nonce is good for one message only, however often that comes. Throws refusals (`refusal.ts`). Where the
 * nonce cannot be kept, plain mode throws `unavailable`, since there the signature says nothing of the body; what is
 * encrypted is taken, and counted as `NonceNotKept`.
 */
export function createOpenCallback(deps: {
  readonly keysOf: CallbackKeysOf;
  /** Those of an account that is given to a third-party platform; such callbacks are refused without it. */
  readonly keysOfComponent?: (componentAppId: string, appId: string) => Promise<CallbackKeys | undefined>;
  /** A nonce is leased to the message that it came with. */
  readonly leases: Pick<Leases, "acquire">;
  readonly clock: Pick<Clock, "now">;
  readonly metrics: Metrics;
  readonly log: Log;
}): OpenCallback {
  /** `text`: the message itself, since WeChat encrypts it anew at each of its tries. */
  function isFirstUse(appId: string, { timestamp = "", nonce = "" }: CallbackQuery, text: string): Promise<boolean> {
    const name = `nonce#${sha256Hex(appId, timestamp, nonce)}`;
    return deps.leases.acquire(name, sha256Hex(text), 2 * WINDOW, deps.clock.now());
  }

  /** The signature covers what is encrypted: a nonce that cannot be kept is no reason to lose the message. */
  async function isFirstUseIfKept(appId: string, query: CallbackQuery, text: string): Promise<boolean> {
    try {
      return await isFirstUse(appId, query, text);
    } catch (error) {
      deps.metrics.count("NonceNotKept");
      deps.log.error("the nonce of an encrypted callback was not kept; the message is taken", error, { appId });
      return true;
    }
  }

  /** The account's keys that are accepted now, the newest first. */
  async function keysOf(appId: string, componentAppId?: string): Promise<CallbackKeys> {
    const found = await (componentAppId === undefined
      ? deps.keysOf(appId)
      : deps.keysOfComponent?.(componentAppId, appId));
    const keys = found && keysInForce(found.keys, deps.clock.now());
    if (found && keys && keys.length > 0) return { ...found, keys };
    throw refusal("unknown-account", `there are no callback keys of an account '${appId}'`);
  }

  return {
    async echo(appId, query) {
      const account = await keysOf(appId);
      const { echostr = "", signature = "" } = query;
      const now = deps.clock.now();
      // A plus sign that was not escaped in the URL has become a blank, which base64 does not have.
      if (query.msg_signature !== undefined) return decrypted(account, query, echostr.replaceAll(" ", "+"), now).text;
      signedBy(account, query, signature, [], now);
      return echostr;
    },

    async message(appId, query, body, componentAppId) {
      const account = await keysOf(appId, componentAppId);
      const { mode, lanes } = account;
      const now = deps.clock.now();
      if (mode !== "plain") {
        const { text, key } = decrypted(account, query, textIn(fieldsOf(body), "Encrypt"), now);
        const fields = fieldsOf(text);
        refuseOthers(account, fields);
        if (!(await isFirstUseIfKept(appId, query, text))) throw usedBefore();
        return { fields, lanes, ...passiveWay(account, key) };
      }
      signedBy(account, query, query.signature ?? "", [], now);
      refuseOtherEncodings(body);
      const fields = fieldsOf(body);
      if (textIn(fields, "MsgType") === "" && textIn(fields, "Encrypt") !== "") {
        throw refusal("encrypted", "the account's mode is 'plain', and the message is encrypted");
      }
      if (!(await isFirstUse(appId, query, body))) throw usedBefore();
      return { fields, lanes, ...passiveWay(account) };
    },
  };
}

/** Answers are encrypted by the key that opened the message: WeChat knows no other one yet, or no more. */
function passiveWay({ replyMode }: CallbackKeys, key?: ReplyKey): { readonly passive?: PassiveWay } {
  if (replyMode === "customer-service") return {};
  return { passive: { mode: replyMode, ...(key ? { key } : {}) } };
}

type Decrypted = { readonly text: string; readonly key: ReplyKey };

/** The text by the first key that signed and encrypted it. Throws what the newest key that signed it has against it. */
function decrypted(account: CallbackKeys, query: CallbackQuery, encrypted: string, now: number): Decrypted {
  const { mode, keys, recipient } = account;
  if (encrypted === "" || keys.every(({ encodingAesKey }) => encodingAesKey === undefined)) {
    throw refusal("not-encrypted", `the account's mode is '${mode}', and the message is not encrypted`);
  }
  let refused: unknown;
  for (const { token, encodingAesKey } of signedBy(account, query, query.msg_signature ?? "", [encrypted], now)) {
    if (encodingAesKey === undefined) continue;
    try {
      const text = decrypt(encrypted, encodingAesKey, recipient);
      return { text, key: { token, encodingAesKey, recipient } };
    } catch (error) {
      refused ??= error;
    }
  }
  throw refused ?? refusal("decryption", "the key that signed the message has no EncodingAESKey");
}

/** All accounts of a platform have its keys: a message for one of them must not pass for another's. */
function refuseOthers({ originalId }: CallbackKeys, fields: Fields): void {
  if (originalId === undefined || textIn(fields, "ToUserName") === originalId) return;
  throw refusal("other-account", "the message is addressed to another account than the one in the path");
}

function usedBefore() {
  return refusal("replay", "the signature was used before, for another message");
}

/**
 * WeChat writes UTF-8. API Gateway makes U+FFFD of every byte that is none (GBK, GB 18030), and what a person said
 * could not be told any more.
 */
function refuseOtherEncodings(body: string): void {
  if (body.includes("\uFFFD")) throw refusal("malformed", "the body is not UTF-8 (GBK, for instance)");
}

/**
 * The keys by whose Token `given` is the signature of the query's timestamp and nonce and of `more`, the newest first.
 * Throws a refusal where no key did, and where it was signed too long before `now` (epoch ms), or after it.
 */
function signedBy(
  { keys }: CallbackKeys,
  { timestamp = "", nonce = "" }: CallbackQuery,
  given: string,
  more: readonly string[],
  now: number,
): readonly CallbackKey[] {
  const signers = keys.filter(({ token }) => isSigned(given, [token, timestamp, nonce, ...more]));
  if (signers.length === 0) {
    throw refusal("signature", "the signature is not one that is made with the account's Token");
  }
  const signedAt = /^\d{1,11}$/.test(timestamp) ? Number(timestamp) * 1000 : Number.NaN;
  if (!(Math.abs(now - signedAt) <= WINDOW)) {
    throw refusal("timestamp", "the signature is more than five minutes old, or from the future");
  }
  return signers;
}
