import { STATUS_CODES } from "node:http";
import * as z from "zod";
import { PROBLEM_CONTENT_TYPE, type ProblemCode, problem } from "../../../shared/lambda/problem.ts";
import type { Operation } from "./route.ts";
import { requestSchemas, responseSchemas } from "./schema-names.ts";

/** The version of the specification. Its schemas are JSON Schema 2020-12. */
export const OPENAPI = "3.1.0";

const API_VERSION = "1.0.0";
const SECURITY = "operatorToken";

type Json = Record<string, unknown>;
type Io = "input" | "output";

const problemSchema = {
  type: "object",
  description: "RFC 9457, with a code to branch on",
  required: ["type", "title", "status", "detail", "code"],
  properties: {
    type: { type: "string", format: "uri-reference" },
    title: { type: "string" },
    status: { type: "integer" },
    detail: { type: "string" },
    code: { type: "string" },
    instance: { type: "string", format: "uri-reference", description: "Names the occurrence, as the log does" },
    issues: {
      type: "array",
      description: "What is wrong with the input, each with its dotted path",
      items: {
        type: "object",
        required: ["path", "message"],
        properties: { path: { type: "string" }, message: { type: "string" } },
      },
    },
  },
};

/** The OpenAPI 3.1 document of the route table. Schemas that have names are shared as components. */
export function openApiDocument(operations: readonly Operation[]): Json & { openapi: typeof OPENAPI } {
  const paths: Record<string, Json> = {};
  for (const operation of operations) {
    paths[operation.path] = { ...paths[operation.path], [operation.method.toLowerCase()]: describe(operation) };
  }
  return {
    openapi: OPENAPI,
    info: {
      title: "wechat-fleet operator API",
      version: API_VERSION,
      description:
        "Times are epoch milliseconds. Errors are problem documents (RFC 9457). Requests and answers have 6 MB at most.",
    },
    servers: [{ url: "/" }],
    paths,
    components: {
      schemas: { Problem: problemSchema, ...components("input"), ...components("output") },
      securitySchemes: { [SECURITY]: { type: "http", scheme: "bearer", bearerFormat: "JWT" } },
    },
  };
}

function describe(route: Operation): Json {
  const { params, query, body } = route.request.shape;
  return {
    operationId: route.operationId,
    tags: [route.tag],
    summary: route.summary,
    // OpenAPI 3.1 lets a bearer scheme list the roles that are needed.
    security: route.role === "public" ? [] : [{ [SECURITY]: [route.role] }],
    parameters: [...parameters("path", params), ...parameters("query", query)],
    ...(body ? { requestBody: { required: true, content: bodyContent(route, body) } } : {}),
    responses: {
      [route.status]: {
        description: STATUS_CODES[route.status],
        content: json(schemaOf(route.response, "output"), route.example.response),
      },
      ...problemResponses(route),
    },
  };
}

/** Large bodies may be sent as gzip of the same JSON. */
function bodyContent(route: Operation, body: z.core.$ZodType): Json {
  const packed = { "application/gzip": { schema: { type: "string", format: "binary" } } };
  return { ...json(schemaOf(body, "input"), route.example.body), ...(route.bodyLimit ? packed : {}) };
}

function problemResponses(route: Operation): Json {
  const { params, query, body } = route.request.shape;
  const codes = new Set<ProblemCode>([
    ...(params || query || body ? (["invalid-input"] as const) : []),
    ...(route.role === "public" ? [] : (["unauthorized", "forbidden"] as const)),
    ...(params ? (["not-found"] as const) : []),
    ...(body ? (["too-large"] as const) : []),
    ...(route.method === "GET" ? [] : (["unavailable"] as const)),
    ...(route.problems ?? []),
    "internal",
  ]);
  return Object.fromEntries(
    [...codes].map((code) => {
      const { status, title } = problem(code, "");
      const schema = { $ref: "#/components/schemas/Problem" };
      return [status, { description: `${title} (\`${code}\`)`, content: { [PROBLEM_CONTENT_TYPE]: { schema } } }];
    }),
  );
}

function json(schema: Json, example: unknown): Json {
  return { "application/json": { schema, ...(example === undefined ? {} : { example }) } };
}

const objectSchema = z.object({
  properties: z.record(z.string(), z.looseObject({})).default({}),
  required: z.array(z.string()).default([]),
});

function parameters(where: "path" | "query", schema: z.core.$ZodType | undefined): Json[] {
  if (!schema) return [];
  const { properties, required } = objectSchema.parse(schemaOf(schema, "input"));
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: where,
    required: required.includes(name),
    schema: property,
  }));
}

function schemaOf(schema: z.core.$ZodType, io: Io): Json {
  const name = registryOf(io).get(schema)?.id;
  if (name !== undefined) return { $ref: reference(name) };
  return plain(z.toJSONSchema(schema, { io }));
}

function components(io: Io): Json {
  const { schemas } = z.toJSONSchema(registryOf(io), { io, uri: reference });
  return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, plain(schema)]));
}

function registryOf(io: Io) {
  return io === "input" ? requestSchemas : responseSchemas;
}

function reference(name: string): string {
  return `#/components/schemas/${name}`;
}

/** The schema without the members that only a separate JSON Schema document has. */
function plain({ $schema: _dialect, $id: _id, "~standard": _standard, ...schema }: Json): Json {
  return schema;
}
