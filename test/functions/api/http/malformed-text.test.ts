import { describe, expect, it } from "vitest";
import * as z from "zod";
import { openApiDocument } from "../../../../functions/api/http/openapi.ts";
import type { ApiPorts } from "../../../../functions/api/ports.ts";
import { operations } from "../../../../functions/api/routes.ts";
import { MALFORMED, malformedTextsIn } from "../../../support/malformed-text.ts";
import { operatorApi } from "../operator-api.ts";

const documentSchema = z.looseObject({
  paths: z.record(
    z.string(),
    z.record(
      z.string(),
      z.looseObject({
        parameters: z.array(z.looseObject({ name: z.string(), in: z.string() })),
        requestBody: z
          .looseObject({ content: z.record(z.string(), z.looseObject({ example: z.unknown().optional() })) })
          .optional(),
      }),
    ),
  ),
});
const { paths } = documentSchema.parse(openApiDocument(operations));

/** A row with its body's example and the names of its query. */
const ROWS = operations.map(({ method, path }) => {
  const operation = paths[path]?.[method.toLowerCase()];
  if (!operation) throw new Error(`${method} ${path} is not in the document`);
  const query = operation.parameters.filter((parameter) => parameter.in === "query").map(({ name }) => name);
  return { method, path, body: operation.requestBody?.content["application/json"]?.example, query };
});

type Ruin = (text: string) => unknown;

/** The value once for each text in it, with that text alone ruined; names of members stay. */
function eachTextRuined(value: unknown, ruin: Ruin): unknown[] {
  if (typeof value === "string") return [ruin(value)];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) =>
    eachTextRuined(member, ruin).map((ruined) =>
      Array.isArray(value) ? value.with(Number(name), ruined) : { ...value, [name]: ruined },
    ),
  );
}

/** The operator API, and what reached its ports that is not well-formed. */
function watchedApi() {
  const reached: string[] = [];
  const ports = Object.entries(operatorApi().deps).map(([name, port]) => [name, watched(port)]);
  function watched<T>(port: T): T {
    if ((typeof port !== "object" && typeof port !== "function") || port === null) return port;
    return new Proxy(port, {
      get: (target, name) => watched(Reflect.get(target, name)),
      apply(target, self, args: unknown[]) {
        reached.push(...malformedTextsIn(args));
        return Reflect.apply(target as unknown as () => unknown, self, args);
      },
    });
  }
  return { ...operatorApi({ overrides: Object.fromEntries(ports) as Partial<ApiPorts> }), reached };
}

async function expectHandled(method: string, path: string, body: unknown, query: Record<string, string> = {}) {
  const { call, reached } = watchedApi();
  const answer = await call(method, path, { as: "admin", query, ...(body === undefined ? {} : { body }) });
  expect(answer, JSON.stringify({ method, path, body, query })).toMatchObject({ status: expect.any(Number) });
  expect(answer.status, JSON.stringify({ path, body, query, answer: answer.body })).toBeLessThan(500);
  expect(reached).toEqual([]);
  expect(malformedTextsIn(answer.body)).toEqual([]);
}

const FORMS: readonly [string, Ruin][] = [
  ["in the place of a text", () => MALFORMED],
  ["behind a text", (text) => `${text}\ud800\0`],
];

describe.each(ROWS)("lone surrogates and NUL to $method $path", ({ method, path, body, query }) => {
  it("in the path", async () => {
    await expectHandled(method, path.replaceAll(/\{\w+\}/g, "x%00%ED%A0%80"), body);
    await expectHandled(method, path.replaceAll(/\{\w+\}/g, "x%00"), body);
  });

  it.runIf(query.length > 0)("in the query", async () => {
    const cursor = Buffer.from('{"pk":"x\\ud800","sk":"\\u0000"}').toString("base64url");
    for (const name of query) {
      for (const text of [MALFORMED, cursor]) {
        await expectHandled(method, path.replaceAll(/\{\w+\}/g, "wx_app_1"), body, { [name]: text });
      }
    }
  });

  it.runIf(body !== undefined).each(FORMS)("in the body, %s", async (_form, ruin) => {
    for (const ruined of eachTextRuined(body, ruin)) {
      await expectHandled(method, path.replaceAll(/\{\w+\}/g, "wx_app_1"), ruined);
    }
  });
});
