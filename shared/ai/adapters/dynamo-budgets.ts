import { bucketDay } from "../../kernel/domain/rate.ts";
import { expiryAfter, flag, type Item, keyPart, malformed, number, text } from "../../platform/dynamodb/attributes.ts";
import { createTable, type Table, type TableOptions } from "../../platform/dynamodb/table.ts";
import type { AiBudgets, AiReservation } from "../application/ports/ai.ts";
import { type AiCharge, NOTICE_TIMEOUT } from "../domain/usage.ts";

/** How long a day's row stays, days. */
const KEPT_DAYS = 40;

const keyOfDay = (appId: string, day: string) => ({ pk: `ai-budget#${keyPart(appId)}`, sk: day });
const reservationName = (taskId: string) => `r_${taskId}`;

/**
 * Budgets in the table `state`. The item of an account and day has what is used and put aside, and each open
 * reservation under its task, so that a repeated write changes nothing.
 */
export function createDynamoAiBudgets(options: TableOptions): AiBudgets {
  const table = createTable(options);
  return {
    ...createNotices(table),

    async reserve(appId, taskId, { tokens, micros }, allowance, now) {
      if (tokens > allowance.tokens || (allowance.micros !== null && micros > allowance.micros)) return undefined;
      const day = bucketDay(now);
      const name = reservationName(taskId);
      const limitsCost = allowance.micros !== null;
      const room = `#tokens <= :mostTokens${limitsCost ? " AND #micros <= :mostMicros" : ""}`;
      const written = await table.update(
        keyOfDay(appId, day),
        `SET #tokens = if_not_exists(#tokens, :none) + :tokens, #micros = if_not_exists(#micros, :none) + :micros,
         #${name} = :reservation, #expiresAt = :expiresAt`,
        {
          ":tokens": number(tokens),
          ":micros": number(micros),
          ":none": number(0),
          ":reservation": text(`${tokens} ${micros}`),
          ":expiresAt": expiryAfter(KEPT_DAYS, now),
        },
        {
          condition: {
            expression: `attribute_not_exists(#${name}) AND (attribute_not_exists(#tokens) OR (${room}))`,
            values: {
              ":mostTokens": number(allowance.tokens - tokens),
              ...(allowance.micros === null ? {} : { ":mostMicros": number(allowance.micros - micros) }),
            },
          },
        },
      );
      if (written.done) return { appId, taskId, day, tokens, micros };
      const earlier = written.item && reservationIn(written.item, name);
      return earlier && { appId, taskId, day, ...earlier };
    },

    async settle({ appId, taskId, day, tokens, micros }: AiReservation, used: AiCharge) {
      const name = reservationName(taskId);
      await table.update(
        keyOfDay(appId, day),
        `SET #tokens = #tokens + :tokens, #micros = #micros + :micros REMOVE #${name}`,
        { ":tokens": number(used.tokens - tokens), ":micros": number(used.micros - micros) },
        { condition: { expression: `attribute_exists(#${name})` } },
      );
    },

    async used(appId, now) {
      const item = await table.get(keyOfDay(appId, bucketDay(now)), { consistent: true });
      return { tokens: Number(item?.tokens?.N ?? 0), micros: Number(item?.micros?.N ?? 0) };
    },
  };
}

/** Notices of used-up budgets, in the rows of their days. */
function createNotices(table: Table): Pick<AiBudgets, "claimNotice" | "noticeGiven"> {
  return {
    async claimNotice(appId, now) {
      const written = await table.update(
        keyOfDay(appId, bucketDay(now)),
        "SET #noticeAt = :now, #expiresAt = :expiresAt",
        { ":now": number(now), ":expiresAt": expiryAfter(KEPT_DAYS, now) },
        {
          condition: {
            expression: "attribute_not_exists(#noticeAt) OR (attribute_not_exists(#noticed) AND #noticeAt <= :stale)",
            values: { ":stale": number(now - NOTICE_TIMEOUT) },
          },
          signed: true,
        },
      );
      return written.done;
    },

    async noticeGiven(appId, now) {
      await table.update(keyOfDay(appId, bucketDay(now)), "SET #noticed = :yes", { ":yes": flag(true) });
    },
  };
}

function reservationIn(item: Item, name: string): AiCharge | undefined {
  const stored = item[name]?.S;
  if (stored === undefined) return undefined;
  const [, tokens, micros] = /^(\d+) (\d+)$/.exec(stored) ?? [];
  if (tokens === undefined || micros === undefined) throw malformed(item, name);
  return { tokens: Number(tokens), micros: Number(micros) };
}
