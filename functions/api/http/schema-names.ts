import * as z from "zod";

/** Schemas by their names in the OpenAPI document. Requests and responses differ in members that have defaults. */
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
