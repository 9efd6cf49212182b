import * as z from "zod";

/** Schemas by the name under which the OpenAPI document shares them; input and output forms differ by defaults. */
export const requestSchemas = z.registry<{ id: string }>();
export const responseSchemas = z.registry<{ id: string }>();

/** Names a schema of request bodies. */
export function requestSchema<T extends z.ZodType>(id: string, schema: T): T {
  requestSchemas.add(schema, { id });
  return schema;
}

/** Names a schema of responses. */
export function responseSchema<T extends z.ZodType>(id: string, schema: T): T {
  responseSchemas.add(schema, { id });
  return schema;
}
