import { type Item, number, numberOf, text } from "../../platform/dynamodb/attributes.ts";
import type { Condition } from "../../platform/dynamodb/expressions.ts";
import { createTable, NEVER_STORED, type TableOptions } from "../../platform/dynamodb/table.ts";
import type { FlushPlans } from "../application/ports/flush-plans.ts";
import type { FlushPlan } from "../domain/schedule.ts";
import { PARTITION } from "./dynamo-alerts.ts";

const PLAN = { pk: PARTITION, sk: "plan" };

/** The plan of the next flush in the table `state`: one item. */
export function createDynamoFlushPlans(options: TableOptions): FlushPlans {
  const table = createTable(options);
  return {
    async plan() {
      return planOf(await table.get(PLAN, { consistent: true }));
    },

    async replan(was, next) {
      const written = await table.put(
        {
          pk: text(PLAN.pk),
          sk: text(PLAN.sk),
          last: number(next.last),
          ...(next.due === undefined ? {} : { due: number(next.due) }),
        },
        unchanged(was),
        { signed: true },
      );
      return written.done;
    },
  };
}

function planOf(item: Item | undefined): FlushPlan {
  if (!item) return { last: 0 };
  return { last: numberOf(item, "last"), ...(item.due === undefined ? {} : { due: numberOf(item, "due") }) };
}

/** A plan that was never stored is `{last: 0}`. */
function unchanged({ last, due }: FlushPlan): Condition {
  if (due !== undefined) {
    return { expression: "#last = :last AND #due = :due", values: { ":last": number(last), ":due": number(due) } };
  }
  if (last === 0) return NEVER_STORED;
  return { expression: "#last = :last AND attribute_not_exists(#due)", values: { ":last": number(last) } };
}
