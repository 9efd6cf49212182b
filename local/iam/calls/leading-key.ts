/**
 * The partition key that a query asks for, read from its key condition; undefined where there is no equality on
 * `attribute`, which DynamoDB refuses.
 */
export function leadingKey(input: Readonly<Record<string, unknown>>, attribute: string): string | undefined {
  const names: Record<string, unknown> = Object(input.ExpressionAttributeNames);
  const values: Record<string, unknown> = Object(input.ExpressionAttributeValues);
  const conditions = String(input.KeyConditionExpression ?? "").matchAll(/([#\w.-]+)\s*=\s*(:\w+)/g);
  for (const [, name = "", value = ""] of conditions) {
    if ((name.startsWith("#") ? names[name] : name) !== attribute) continue;
    return keyText(values[value]);
  }
  return undefined;
}

/**
 * The partition key that a PartiQL statement names by a parameter: `'pk': ?` of an INSERT, `"pk" = ?` behind the WHERE
 * of others. Undefined where it is a literal, or where a literal makes the places of the parameters unsure.
 */
export function statementKey(statement: string, parameters: readonly unknown[], attribute: string): string | undefined {
  if (statement.match(/'[^']*'|"[^"]*"/g)?.some((quoted) => quoted.includes("?"))) return undefined;
  const behindWhere = Math.max(0, statement.search(/\bWHERE\b/i));
  const named = new RegExp(`(?:'${attribute}'\\s*:|"${attribute}"\\s*=)\\s*\\?`).exec(statement.slice(behindWhere));
  if (!named) return undefined;
  const before = statement.slice(0, behindWhere + named.index).split("?").length - 1;
  return keyText(parameters[before]);
}

/** An attribute value of one of the types that keys have. */
export function keyText(value: unknown): string | undefined {
  const { S, N, B } = Object(value);
  const found: unknown = S ?? N ?? B;
  return typeof found === "string" ? found : undefined;
}
