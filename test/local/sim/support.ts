import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import { createLocalClock, type LocalClock } from "../../../local/clock.ts";
import { parseLossless } from "../../../local/lossless-json.ts";
import { startSimulator } from "../../../local/sim/simulator.ts";
import { API_PREFIX } from "../../../local/sim/wechat-api/api.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

export const TOKEN = "local-token";

export type Receiver = { url: string; bodies: string[]; status: (body: string) => number };

/** A platform that only listens: keeps the bodies that it answered with 200, and answers what `status` says. */
export async function aReceiver(): Promise<Receiver> {
  const bodies: string[] = [];
  const receiver: Receiver = { url: "", bodies, status: () => 200 };
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString();
    const status = receiver.status(body);
    if (status === 200) bodies.push(body);
    response.writeHead(status).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  receiver.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/callback`;
  return receiver;
}

export type Answer = { status: number; headers: Headers; text: string; body: Record<string, unknown> };

export async function ask(
  url: string,
  method: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const payload = body === undefined ? null : typeof body === "string" ? body : JSON.stringify(body);
  const answer = await fetch(url, { method, body: payload, headers });
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, text, body: { ...(parseLossless(text) as object) } };
}

/** Calls the vendor's API with the right token. */
export function callApi(simulator: string, path: string, body: unknown): Promise<Answer> {
  return ask(`${simulator}${API_PREFIX}${path}`, "POST", body, { "VideosApi-token": TOKEN });
}

export async function aSimulator(
  options: {
    dataDir?: string;
    callbackUrl?: string;
    officialUrl?: string;
    componentUrl?: string;
    payUrl?: string;
    clock?: LocalClock;
  } = {},
) {
  const {
    dataDir = temporaryFolder(),
    clock = createLocalClock(),
    callbackUrl,
    officialUrl,
    componentUrl,
    payUrl,
  } = options;
  const simulator = await startSimulator({
    port: 0,
    dataDir,
    clock,
    callbackPause: () => 5,
    officialPause: 5,
    ...(officialUrl === undefined ? {} : { officialUrl }),
    ...(componentUrl === undefined ? {} : { componentUrl }),
    ...(payUrl === undefined ? {} : { payUrl }),
    ...(callbackUrl === undefined ? {} : { callbackUrl }),
  });
  let open = true;
  const close = async () => {
    if (open) await simulator.close();
    open = false;
  };
  onTestFinished(close);
  const { url } = simulator;
  return {
    url,
    clock,
    dataDir,
    close,
    call: (path: string, body: unknown) => callApi(url, path, body),
    sim: (method: string, path: string, body?: unknown) => ask(`${url}/sim/${path}`, method, body),
  };
}
