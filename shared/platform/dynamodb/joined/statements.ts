import type { AttributeValue, BatchStatementRequest } from "@aws-sdk/client-dynamodb";
import { assign } from "../assignment.ts";
import type { Item } from "../attributes.ts";

/** One write of a joined call, in PartiQL. */
export type Statement = Pick<BatchStatementRequest, "Statement" | "Parameters">;

/**
 * What an update sets, what it removes, and what the row must have for it, by the names of attributes. One removal at
 * most: DynamoDB and the embedded engine write several in different ways.
 */
export type Change = { readonly set: Item; readonly remove?: string; readonly where: Item };

/** Writes an item that is not there yet. Where it is, expired or not, DynamoDB answers `DuplicateItem`. */
export function insertOf(table: string, item: Item): Statement {
  const members = Object.keys(item).map((name) => `'${name}': ?`);
  return { Statement: `INSERT INTO "${table}" VALUE {${members.join(", ")}}`, Parameters: Object.values(item) };
}

/**
 * Changes the item of `key` if it has what `where` says. Otherwise, and where there is no item, DynamoDB answers
 * `ConditionalCheckFailed`.
 */
export function updateOf(table: string, key: Item, { set, remove, where }: Change): Statement {
  const conditions = { ...key, ...where };
  const removal = remove === undefined ? "" : ` REMOVE "${remove}"`;
  return {
    Statement: `UPDATE "${table}" SET ${equal(set, ", ")}${removal} WHERE ${equal(conditions, " AND ")}`,
    Parameters: [...Object.values<AttributeValue>(set), ...Object.values(conditions)],
  };
}

/** The same change as the expressions of a single update. */
export function expressionsOf({ set, remove, where }: Change) {
  const { expression, placeholders } = assign(set);
  const names = Object.keys(where);
  return {
    expression: `SET ${expression}${remove === undefined ? "" : ` REMOVE #${remove}`}`,
    values: placeholders,
    condition: {
      expression: names.map((name) => `#${name} = :was_${name}`).join(" AND "),
      values: Object.fromEntries(Object.entries(where).map(([name, value]) => [`:was_${name}`, value])),
    },
  };
}

const equal = (item: Item, separator: string) =>
  Object.keys(item)
    .map((name) => `"${name}" = ?`)
    .join(separator);
