import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { openApiDocument } from "../../../../functions/api/http/openapi.ts";
import { operations as routes } from "../../../../functions/api/routes.ts";
import { operatorApi } from "../operator-api.ts";

const media = z.record(z.string(), z.strictObject({ schema: z.looseObject({}), example: z.unknown().optional() }));

const operationSchema = z.strictObject({
  operationId: z.string().regex(/^[a-z][A-Za-z0-9]+$/),
  tags: z.tuple([z.string()]),
  summary: z.string().min(10),
  security: z.array(z.record(z.string(), z.array(z.string()))),
  parameters: z.array(
    z.strictObject({
      name: z.string(),
      in: z.enum(["path", "query"]),
      required: z.boolean(),
      schema: z.looseObject({}),
    }),
  ),
  requestBody: z.strictObject({ required: z.literal(true), content: media }).optional(),
  responses: z.record(
    z.string().regex(/^[2-5]\d\d$/),
    z.strictObject({ description: z.string().min(1), content: media }),
  ),
});

const documentSchema = z.strictObject({
  openapi: z.literal("3.1.0"),
  info: z.strictObject({ title: z.string(), version: z.string(), description: z.string() }),
  servers: z.array(z.strictObject({ url: z.string() })),
  paths: z.record(
    z.string().startsWith("/"),
    z.record(z.string().regex(/^(get|post|put|patch|delete)$/), operationSchema),
  ),
  components: z.strictObject({
    schemas: z.record(z.string().regex(/^[A-Za-z]+$/), z.looseObject({})),
    securitySchemes: z.record(z.string(), z.looseObject({ type: z.literal("http"), scheme: z.literal("bearer") })),
  }),
});

const written = openApiDocument(routes);
const document = documentSchema.parse(written);

function operationOf({ method, path }: { method: string; path: string }) {
  const operation = document.paths[path]?.[method.toLowerCase()];
  if (!operation) throw new Error(`${method} ${path} is not in the document`);
  return operation;
}

/** Every value of the member `name`, anywhere in the document. */
function membersNamed(name: string, value: unknown): unknown[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [
    ...(key === name ? [inner] : []),
    ...membersNamed(name, inner),
  ]);
}

describe("the OpenAPI document", () => {
  it("is what viewers get, word by word", async () => {
    const { status, headers, body } = await operatorApi().call("GET", "/api/openapi.json", { as: "viewer" });
    expect(status).toBe(200);
    expect(headers["content-type"]).toBe("application/json");
    expect(body).toEqual(JSON.parse(JSON.stringify(written)));
  });

  it("has every row of the table, and nothing else", () => {
    const listed = Object.entries(document.paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(listed.sort()).toEqual(routes.map(({ method, path }) => `${method} ${path}`).sort());
  });

  it("gives each operation a name of its own", () => {
    const names = routes.map((route) => operationOf(route).operationId);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toContain("checkAccount");
    expect(names.filter((name) => name.length > 30)).toEqual([]);
  });

  it("groups the operations by capability", () => {
    const folders = readdirSync(new URL("../../../../functions/api", import.meta.url), { withFileTypes: true });
    const capabilities = folders.filter((folder) => folder.isDirectory() && folder.name !== "http");
    const tags = new Set(routes.map((route) => operationOf(route).tags[0]));
    expect([...tags].sort()).toEqual(capabilities.map(({ name }) => name).sort());
  });

  it("has no reference that leads nowhere, and no component that nothing refers to", () => {
    const references = new Set(membersNamed("$ref", written));
    const known = Object.keys(document.components.schemas).map((name) => `#/components/schemas/${name}`);
    expect([...references].filter((reference) => !known.includes(String(reference)))).toEqual([]);
    expect(known.filter((name) => !references.has(name))).toEqual([]);
  });

  it("has no dialect or identity of JSON Schema inside", () => {
    expect(membersNamed("$schema", written)).toEqual([]);
    expect(membersNamed("$id", written)).toEqual([]);
    expect(membersNamed("$defs", written)).toEqual([]);
  });

  it.each(routes)("tells the parameters, the body, the role and the answers of $method $path", (route) => {
    const operation = operationOf(route);
    const inPath = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    const declared = operation.parameters.filter(({ in: where }) => where === "path");
    expect(declared.map(({ name }) => name)).toEqual(inPath);
    expect(declared.every(({ required }) => required)).toBe(true);
    expect(operation.requestBody !== undefined).toBe(route.request.shape.body !== undefined);
    expect(operation.security).toEqual(route.role === "public" ? [] : [{ operatorToken: [route.role] }]);
    expect(Object.keys(operation.responses)).toEqual(expect.arrayContaining([String(route.status), "500"]));
    for (const [status, { content }] of Object.entries(operation.responses)) {
      const type = Number(status) < 400 ? "application/json" : "application/problem+json";
      expect(Object.keys(content)).toEqual([type]);
    }
  });

  it.each(routes)("shows examples of $method $path that its schemas accept", ({ example, request, response }) => {
    expect(response.parse(example.response)).toEqual(example.response);
    expect(example.body !== undefined).toBe(request.shape.body !== undefined);
    if (request.shape.body) z.parse(request.shape.body, example.body);
  });

  it("asks for nothing in a query that has a default", () => {
    const { parameters } = operationOf({ method: "GET", path: "/api/commands" });
    expect(parameters.map(({ name, required }) => [name, required])).toEqual([
      ["limit", false],
      ["cursor", false],
      ["state", false],
    ]);
  });

  it("takes rules without what has a default, and always shows it", () => {
    const { RuleInput, Rule } = document.components.schemas;
    expect(RuleInput?.required).not.toContain("enabled");
    expect(Rule?.required).toContain("enabled");
  });
});
