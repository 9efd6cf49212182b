import type { Leases } from "../../../kernel/application/ports/leases.ts";
import type { Clock, Log, Metrics } from "../../../kernel/application/ports/runtime.ts";
import { sha256Hex } from "../../../kernel/domain/ids.ts";
import type { OfficialAccount, OfficialAccounts } from "../credentials.ts";
import { decrypt } from "./decrypt.ts";
import { type Fields, fieldsOf, textIn } from "./fields.ts";
import { refusal } from "./refusal.ts";
import { isSigned } from "./signature.ts";

/** The query of a callback, decoded. */
export type CallbackQuery = Readonly<Record<string, string | undefined>>;

/** A message whose sender is proved to be WeChat; `lanes`: in how many the account's messages are worked on. */
export type OpenedCallback = { readonly fields: Fields; readonly lanes: number | undefined };

export type OpenCallback = {
  /** The answer that the URL check of mp.weixin.qq.com expects. */
  echo(appId: string, query: CallbackQuery): Promise<string>;
  message(appId: string, query: CallbackQuery, body: string): Promise<OpenedCallback>;
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
  readonly accounts: () => Promise<OfficialAccounts>;
  /** A nonce is leased to the message that it came with. */
  readonly leases: Pick<Leases, "acquire">;
  readonly clock: Pick<Clock, "now">;
  readonly metrics: Metrics;
  readonly log: Log;
}): OpenCallback {
  const demandSigned = (account: OfficialAccount, query: CallbackQuery, given: string, ...more: string[]) =>
    refuseUnsigned(account, query, given, more, deps.clock.now());

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

  function decrypted(appId: string, account: OfficialAccount, query: CallbackQuery, encrypted: string): string {
    const { encodingAesKey } = account;
    if (encrypted === "" || encodingAesKey === undefined) {
      throw refusal("not-encrypted", `the account's mode is '${account.mode}', and the message is not encrypted`);
    }
    demandSigned(account, query, query.msg_signature ?? "", encrypted);
    return decrypt(encrypted, encodingAesKey, appId);
  }

  return {
    async echo(appId, query) {
      const account = accountOf(await deps.accounts(), appId);
      const { echostr = "", signature = "" } = query;
      // A plus sign that was not escaped in the URL has become a blank, which base64 does not have.
      if (query.msg_signature !== undefined) return decrypted(appId, account, query, echostr.replaceAll(" ", "+"));
      demandSigned(account, query, signature);
      return echostr;
    },

    async message(appId, query, body) {
      const account = accountOf(await deps.accounts(), appId);
      const { mode, lanes } = account;
      if (mode !== "plain") {
        const text = decrypted(appId, account, query, textIn(fieldsOf(body), "Encrypt"));
        const fields = fieldsOf(text);
        if (!(await isFirstUseIfKept(appId, query, text))) throw usedBefore();
        return { fields, lanes };
      }
      demandSigned(account, query, query.signature ?? "");
      refuseOtherEncodings(body);
      const fields = fieldsOf(body);
      if (textIn(fields, "MsgType") === "" && textIn(fields, "Encrypt") !== "") {
        throw refusal("encrypted", "the account's mode is 'plain', and the message is encrypted");
      }
      if (!(await isFirstUse(appId, query, body))) throw usedBefore();
      return { fields, lanes };
    },
  };
}

function usedBefore() {
  return refusal("replay", "the signature was used before, for another message");
}

function accountOf({ accounts, faults }: OfficialAccounts, appId: string): OfficialAccount {
  const account = Object.hasOwn(accounts, appId) ? accounts[appId] : undefined;
  if (account) return account;
  if (Object.hasOwn(faults, appId)) {
    throw refusal("misconfigured", `the secret's entry of '${appId}' cannot be used: ${faults[appId]}`);
  }
  throw refusal("unknown-account", `there is no secret of an Official Account '${appId}'`);
}

/**
 * WeChat writes UTF-8. API Gateway makes U+FFFD of every byte that is none (GBK, GB 18030), and what a person said
 * could not be told any more.
 */
function refuseOtherEncodings(body: string): void {
  if (body.includes("\uFFFD")) throw refusal("malformed", "the body is not UTF-8 (GBK, for instance)");
}

/** `given`: the signature, made of the account's Token, the query's timestamp and nonce, and `more`. */
function refuseUnsigned(
  { token }: OfficialAccount,
  { timestamp = "", nonce = "" }: CallbackQuery,
  given: string,
  more: readonly string[],
  now: number,
): void {
  if (!isSigned(given, [token, timestamp, nonce, ...more])) {
    throw refusal("signature", "the signature is not one that is made with the account's Token");
  }
  const signedAt = /^\d{1,11}$/.test(timestamp) ? Number(timestamp) * 1000 : Number.NaN;
  if (!(Math.abs(now - signedAt) <= WINDOW)) {
    throw refusal("timestamp", "the signature is more than five minutes old, or from the future");
  }
}
