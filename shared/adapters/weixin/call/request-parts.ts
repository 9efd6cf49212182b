import type { WeixinEndpoint } from "../contract/endpoint.ts";
import type { WeixinFile } from "./authorized-call.ts";

type Parts = {
  readonly query: Readonly<Record<string, string>>;
  readonly body?: object;
  readonly file?: WeixinFile;
};

/** Where the members of a request go: into the query, the body, or parts beside a file. */
export function partsOf(
  { method, query = [], file: where }: WeixinEndpoint,
  request: object,
  file: Omit<WeixinFile, "part"> | undefined,
): Parts {
  const given = Object.entries(request).filter(([, value]) => value !== undefined);
  if (method === "GET") return { query: texts(given) };
  if (where && file) {
    const { part, fields = [] } = where;
    const isField = ([name]: Entry) => fields.includes(name);
    return {
      query: texts(given.filter((entry) => !isField(entry))),
      file: { ...file, part, fields: texts(given.filter(isField)) },
    };
  }
  const isQuery = ([name]: Entry) => query.includes(name);
  return {
    query: texts(given.filter(isQuery)),
    body: Object.fromEntries(given.filter((entry) => !isQuery(entry))),
  };
}

type Entry = [string, unknown];

function texts(entries: readonly Entry[]): Record<string, string> {
  return Object.fromEntries(entries.map(([name, value]) => [name, String(value)]));
}
