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
    const { S, N, B } = Object(values[value]);
    const found: unknown = S ?? N ?? B;
    return typeof found === "string" ? found : undefined;
  }
  return undefined;
}
