import { readdirSync, readFileSync } from "node:fs";
import { createServer, type IncomingMessage } from "node:http";
import { extname, join } from "node:path";
import { isLoopbackRequest } from "../../aws/http.ts";
import { type HttpAnswer, json, message } from "../../http/http-answer.ts";
import { readBody } from "../../read-body.ts";
import { BadRequest } from "../../sim/http.ts";
import { MINI_PROGRAM, OFFICIAL_ACCOUNT } from "../../sim/weixin/credentials.ts";
import { createShopClient, type ShopClient } from "./client.ts";

export type Shop = { readonly url: string; stop(): Promise<void> };

const PAGE_DIR = join(import.meta.dirname, "page");
const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
};
const CLIENT = "/client/";
const MAX_BODY_BYTES = 200_000;

/**
 * The web site of the demo fleet's shop, on a loopback port and so at an origin of its own, as operators have theirs. It
 * also plays WeChat's client for its page. The URLs have no slash at the end.
 */
export async function startShop(options: {
  readonly port: number;
  readonly platformUrl: string;
  readonly simulatorUrl: string;
}): Promise<Shop> {
  const { platformUrl } = options;
  const files = readPage(platformUrl);
  const client = createShopClient(options);
  const settings = { platformUrl, appId: OFFICIAL_ACCOUNT.appId, miniAppId: MINI_PROGRAM.appId };

  async function answer(request: IncomingMessage): Promise<HttpAnswer> {
    if (!isLoopbackRequest(request)) return message(403, "only hosts and origins of this machine are answered");
    const [path = "/"] = (request.url ?? "/").split("?");
    if (path.startsWith(CLIENT)) return play(client, path.slice(CLIENT.length), request);
    if (request.method !== "GET") return message(405, "only GET");
    return path === "/settings.json" ? json(200, settings) : (files.get(path) ?? message(404, "Not Found"));
  }

  const server = createServer((request, response) => {
    answer(request).then(
      ({ status, headers, body }) => {
        response.writeHead(status, { ...headers, "cache-control": "no-store", "content-length": body.length });
        response.end(body);
      },
      (error: unknown) => {
        response.writeHead(error instanceof BadRequest ? error.status : 502, { "content-type": "application/json" });
        response.end(JSON.stringify({ message: error instanceof Error ? error.message : String(error) }));
      },
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port, "127.0.0.1", resolve);
  });
  return {
    url: `http://127.0.0.1:${options.port}`,
    async stop() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** The files of the page by their paths. Only scripts of the shop itself run, and they talk to the platform alone. */
function readPage(platformUrl: string): ReadonlyMap<string, HttpAnswer> {
  const policy = `default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self' ${platformUrl}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;
  const files = readdirSync(PAGE_DIR).map((name): [string, HttpAnswer] => {
    const headers = {
      "content-type": TYPES[extname(name)] ?? "application/octet-stream",
      "content-security-policy": policy,
      "x-content-type-options": "nosniff",
    };
    return [
      name === "index.html" ? "/" : `/${name}`,
      { status: 200, headers, body: readFileSync(join(PAGE_DIR, name)) },
    ];
  });
  return new Map(files);
}

async function play(client: ShopClient, act: string, request: IncomingMessage): Promise<HttpAnswer> {
  if (request.method !== "POST") return message(405, "only POST");
  const body = await readBody(request, MAX_BODY_BYTES, (words) => new BadRequest(words, 413));
  const relayed = await client(act, body.toString(), request.headers.authorization);
  if (!relayed) return message(404, `WeChat's client has no act ${act}`);
  const headers = { "content-type": "application/json" };
  return { status: relayed.status, headers, body: Buffer.from(relayed.text) };
}
