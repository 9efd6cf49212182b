import { type Item, text } from "./attributes.ts";

/** A condition of a write: every `#name` in it stands for the attribute of that name. */
export type Condition = { readonly expression: string; readonly values?: Item };

/** A put, signed where there is a signature (see `Signing`). */
export function putInput(item: Item, condition: Condition | undefined, signature: string | undefined) {
  return { Item: signedItem(item, signature), ...conditional(unsigned(condition, signature)) };
}

/** An update, signed where there is a signature. */
export function updateInput(
  expression: string,
  values: Item,
  condition: Condition | undefined,
  signature: string | undefined,
) {
  const signed = signature === undefined ? expression : expression.replace(/^SET /, `SET #${SIGNATURE} = :signature, `);
  return { UpdateExpression: signed, ...conditional(unsigned(condition, signature), signed, values) };
}

/** The condition of a write, with the names and values of the update that it is for. */
export function conditional(condition: Condition | undefined, update = "", updateValues: Item = {}) {
  const values = { ...updateValues, ...condition?.values };
  const names = namesIn(`${condition?.expression ?? ""} ${update}`);
  return {
    ...(condition
      ? { ConditionExpression: condition.expression, ReturnValuesOnConditionCheckFailure: "ALL_OLD" as const }
      : {}),
    ...(Object.keys(names).length > 0 ? { ExpressionAttributeNames: names } : {}),
    ...(Object.keys(values).length > 0 ? { ExpressionAttributeValues: values } : {}),
  };
}

/** The attribute that holds the id of the last signed write. */
export const SIGNATURE = "by";

/** An item with its signature, where it has one. */
export function signedItem(item: Item, signature: string | undefined): Item {
  return signature === undefined ? item : { ...item, [SIGNATURE]: text(signature) };
}

/** The condition of a signed write. A first call that took effect makes it fail, whatever else it asks for. */
function unsigned(condition: Condition | undefined, signature: string | undefined): Condition | undefined {
  if (signature === undefined) return condition;
  const isNew = `(attribute_not_exists(#${SIGNATURE}) OR #${SIGNATURE} <> :signature)`;
  return {
    expression: condition ? `(${condition.expression}) AND ${isNew}` : isNew,
    values: { ...condition?.values, ":signature": text(signature) },
  };
}

/** Attribute names go in by placeholders always, because DynamoDB reserves some 570 words (`state`, `owner`, …). */
export function namesIn(expressions: string): Record<string, string> {
  const names: Record<string, string> = {};
  for (const [placeholder] of expressions.matchAll(/#\w+/g)) names[placeholder] = placeholder.slice(1);
  return names;
}
