import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { isBrowser } from "../pages/page.ts";
import { openSimDatabase } from "./database.ts";
import { BadRequest, sendHtml, sendJson } from "./http.ts";
import { SIMULATOR_PAGE } from "./start-page.ts";
import { type Answer, createVendors, type VendorsOptions } from "./vendors.ts";

export type Simulator = { url: string; port: number; close(): Promise<void> };

const LOOPBACK = /^(?:https?:\/\/)?(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?$/i;

/**
 * Starts the simulated vendors on 127.0.0.1: WechatApi under `/wechatapi/finder/v2/api`, its files under `/media`,
 * WeChat's open platform under `/weixin`, WeChat Pay under `/v3`, group robots under `/robots`, receivers of webhooks under `/webhooks`, an
 * OpenAI-compatible language model under `/llm/v1`. Their controls are under `/sim`. `port`: 0 picks a free one.
 */
export async function startSimulator(
  options: Omit<VendorsOptions, "db" | "origin"> & { port: number; dataDir: string },
): Promise<Simulator> {
  const db = openSimDatabase(options.dataDir);
  let origin = "";
  const vendors = createVendors({ ...options, db, origin: () => origin });
  let isClosing = false;
  const server = createServer((request, response) =>
    answer(vendors.answers, request, response, (error) => {
      if (!isClosing) console.error("the simulator failed", error);
    }),
  );
  server.keepAliveTimeout = 120_000;
  server.headersTimeout = 130_000;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  origin = `http://127.0.0.1:${port}`;
  return {
    port,
    url: origin,
    async close() {
      isClosing = true;
      vendors.stop();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
      await new Promise(setImmediate);
      db.close();
    },
  };
}

/** `failed` hears of errors that are not the caller's. */
function answer(
  answers: Readonly<Record<string, Answer>>,
  request: IncomingMessage,
  response: ServerResponse,
  failed: (error: unknown) => void,
): void {
  const { host, origin } = request.headers;
  if (!LOOPBACK.test(host ?? "") || (origin !== undefined && !LOOPBACK.test(origin))) {
    sendJson(response, 403, { error: "only loopback hosts and origins" });
    return;
  }
  if (isBrowser(request)) {
    sendHtml(response, SIMULATOR_PAGE);
    return;
  }
  const prefix = Object.keys(answers).find((begin) => request.url?.startsWith(begin));
  const found = (prefix === undefined ? undefined : answers[prefix]) ?? notFound;
  found(request, response).catch((error: unknown) => {
    if (!(error instanceof BadRequest)) failed(error);
    const status = error instanceof BadRequest ? error.status : 500;
    sendJson(response, status, { error: error instanceof Error ? error.message : String(error) });
  });
}

async function notFound(): Promise<never> {
  throw new BadRequest(
    "no such route: the API is under /wechatapi/finder/v2/api, robots under /robots, receivers under /webhooks, a language model under /llm/v1, WeChat's open platform under /weixin, WeChat Pay under /v3, the controls under /sim",
    404,
  );
}
