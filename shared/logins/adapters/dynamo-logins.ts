import { assign } from "../../platform/dynamodb/assignment.ts";
import {
  expiryAfter,
  flag,
  type Item,
  keyPart,
  malformed,
  number,
  numberOf,
  text,
} from "../../platform/dynamodb/attributes.ts";
import { packJson, unpackJson } from "../../platform/dynamodb/packed-json.ts";
import { createTable, type TableOptions } from "../../platform/dynamodb/table.ts";
import type { Logins } from "../application/ports/logins.ts";
import { type Login, type LoginChange, loginSchema } from "../domain/login.ts";

const DAYS = 1;

/** What never changes of a login. */
const fixedSchema = loginSchema.omit({
  epoch: true,
  polls: true,
  scanned: true,
  verifyUrl: true,
  captcha: true,
  trouble: true,
  ended: true,
});

const keyOfLogin = (appId: string) => ({ pk: `login#${keyPart(appId)}`, sk: "login" });

/** Logins in the table `state`, one item an account. */
export function createDynamoLogins(options: TableOptions): Logins {
  const table = createTable(options);

  return {
    async begin(login) {
      const { pk, sk } = keyOfLogin(login.appId);
      const { epoch, polls, scanned, verifyUrl, captcha, trouble, ended, ...fixed } = login;
      await table.put({
        pk: text(pk),
        sk: text(sk),
        fixed: packJson(fixed, "login"),
        epoch: number(epoch),
        polls: number(polls),
        ...attributesOf(login),
        scanned: flag(scanned),
        expiresAt: expiryAfter(DAYS, login.expiresAt),
      });
    },

    async get(appId) {
      const item = await table.get(keyOfLogin(appId), { consistent: true });
      return item && loginOf(item);
    },

    /** What is handed over stays in `handed`, for the one whose answer was lost. */
    async countPoll(appId, epoch, poll, ticket) {
      const { expression, values } = inEpoch(epoch);
      const written = await table.update(
        keyOfLogin(appId),
        "SET #polls = :next, #ticket = :ticket, #handed = if_not_exists(#captcha, :nothing) REMOVE #captcha",
        { ":next": number(poll + 1), ":ticket": text(ticket ?? ""), ":nothing": text("") },
        {
          condition: { expression: `${expression} AND #polls = :poll`, values: { ...values, ":poll": number(poll) } },
          returns: "ALL_NEW",
        },
      );
      const item = written.done ? written.attributes : written.item;
      if (!item || !(written.done || isCounted(item, epoch, poll, ticket))) return undefined;
      const { handed, ...counted } = item;
      return loginOf({ ...counted, polls: number(poll), ...(handed?.S ? { captcha: handed } : {}) });
    },

    async note(appId, epoch, change) {
      const { expression, placeholders } = assign(attributesOf(change));
      const update = [
        expression === "" ? "" : `SET ${expression}`,
        change.trouble === null ? "REMOVE #trouble" : "",
      ].join(" ");
      const written = await table.update(keyOfLogin(appId), update, placeholders, {
        condition: inEpoch(epoch),
        returns: "ALL_NEW",
      });
      return written.done && written.attributes ? loginOf(written.attributes) : undefined;
    },
  };
}

function inEpoch(epoch: number): { expression: string; values: Item } {
  return { expression: "#epoch = :epoch", values: { ":epoch": number(epoch) } };
}

/** Whether this poll was counted last, and under this ticket. */
function isCounted(item: Item, epoch: number, poll: number, ticket: string | undefined): boolean {
  if (ticket === undefined || item.ticket?.S !== ticket) return false;
  return numberOf(item, "epoch") === epoch && numberOf(item, "polls") === poll + 1;
}

function attributesOf({ scanned, verifyUrl, captcha, trouble, ended }: LoginChange | Login): Item {
  return {
    ...(scanned === undefined ? {} : { scanned: flag(scanned) }),
    ...(verifyUrl === undefined ? {} : { verifyUrl: text(verifyUrl) }),
    ...(captcha === undefined ? {} : { captcha: text(captcha) }),
    ...(trouble === undefined || trouble === null ? {} : { trouble: text(trouble) }),
    ...(ended === undefined ? {} : { ended: packJson(ended, "ended") }),
  };
}

function loginOf(item: Item): Login {
  const login = loginSchema.safeParse({
    ...unpackJson(item, "fixed", fixedSchema),
    epoch: numberOf(item, "epoch"),
    polls: numberOf(item, "polls"),
    scanned: item.scanned?.BOOL,
    verifyUrl: item.verifyUrl?.S,
    captcha: item.captcha?.S,
    trouble: item.trouble?.S,
    ...(item.ended ? { ended: unpackJson(item, "ended", loginSchema.shape.ended) } : {}),
  });
  if (!login.success) throw malformed(item, "login", login.error);
  return login.data;
}
