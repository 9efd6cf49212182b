import type { IncomingMessage, ServerResponse } from "node:http";
import type { DatabaseSync } from "node:sqlite";
import * as z from "zod";
import type { LocalClock } from "../clock.ts";
import type { Faults } from "./faults/faults.ts";
import { readText, sendJson, sendText } from "./http.ts";

/** Where the simulated receivers of webhooks begin; what follows is the receiver's name. */
export const WEBHOOKS_PREFIX = "/webhooks/";

/** A POST that reached a receiver; `at` in epoch ms. */
export type WebhookCall = {
  readonly n: number;
  readonly at: number;
  readonly path: string;
  readonly headers: unknown;
  readonly body: unknown;
};

export type Webhooks = {
  /** `echo` replies with the text that it got; every other receiver answers nothing. */
  answer(request: IncomingMessage, response: ServerResponse): Promise<void>;
  /** What the receivers got after number `after`, at most 1,000. */
  list(after: number): readonly WebhookCall[];
};

const PAGE = 1000;
const textMessage = z.object({ message: z.object({ text: z.string() }) });

/** Receivers of webhooks: they keep what they got, and are as faulty as they are told to be. */
export function createWebhooks(options: {
  db: DatabaseSync;
  clock: Pick<LocalClock, "now">;
  faults: Faults;
}): Webhooks {
  const { db, clock, faults } = options;
  const insert = db.prepare("INSERT INTO webhookCalls (at, path, headers, body) VALUES (?, ?, ?, ?)");
  const select = db.prepare("SELECT * FROM webhookCalls WHERE n > ? ORDER BY n LIMIT ?");

  function take({ headers }: IncomingMessage, path: string, body: string): object {
    const kept = Object.fromEntries(
      Object.entries(headers).filter(([name]) => /^(webhook-|content-|user-)/.test(name)),
    );
    insert.run(clock.now(), path, JSON.stringify(kept), body);
    const { data } = path === `${WEBHOOKS_PREFIX}echo` ? textMessage.safeParse(JSON.parse(body)) : {};
    return data ? { actions: [{ type: "reply", text: data.message.text }] } : {};
  }

  return {
    async answer(request, response) {
      const { pathname } = new URL(request.url ?? "/", "http://localhost");
      const body = await readText(request);
      const fault = faults.take({ path: pathname, appId: "", toWxid: undefined, onlyNamed: true });
      switch (fault?.kind) {
        case "status":
        case "ret":
          return sendJson(response, fault.value, {});
        case "body":
          return sendText(response, 200, fault.value);
        case "drop":
        case "hang":
          if (fault.value === "after") take(request, pathname, body);
          if (fault.kind === "drop") request.socket.destroy();
          return;
        default:
          if (fault) await faults.wait(fault.value);
          return sendJson(response, 200, take(request, pathname, body));
      }
    },
    list: (after) =>
      select.all(after, PAGE).map((row) => ({
        n: Number(row.n),
        at: Number(row.at),
        path: String(row.path),
        headers: JSON.parse(String(row.headers)),
        body: JSON.parse(String(row.body)),
      })),
  };
}
