import { setTimeout as sleep } from "node:timers/promises";
import { postText } from "../post.ts";
import type { Delivery } from "../wechat-api/callbacks/queue.ts";
import type { WireRequest } from "./wire.ts";

/** WeChat waits so long for an answer, then tries again, three times in all, ms. */
export const PATIENCE_MS = 5_000;
const TRIES = 3;

/** Posts to a callback URL, as WeChat does; with what was answered. */
export async function postWire(
  url: string,
  { query, body }: WireRequest,
  format: "xml" | "json",
): Promise<Delivery & { readonly text: string }> {
  const type = format === "xml" ? "text/xml" : "application/json";
  const { status, text } = await postText(`${url}?${new URLSearchParams(query)}`, body, type, PATIENCE_MS);
  return { delivered: status === 200, status, text };
}

/** Resolves with the outcome of the first try; further ones follow by themselves. `last`: the third. */
export async function deliverInTries(
  attempt: (last: boolean) => Promise<Delivery>,
  { pause, signal }: { readonly pause: number; readonly signal: AbortSignal },
): Promise<Delivery> {
  async function repeat(): Promise<void> {
    for (let tries = 2; tries <= TRIES; tries += 1) {
      await sleep(pause, undefined, { signal });
      if ((await attempt(tries === TRIES)).delivered) return;
    }
  }

  const first = await attempt(false);
  if (!first.delivered) {
    repeat().catch((error: unknown) => {
      if (!signal.aborted) console.error("the simulator failed to repeat a callback", error);
    });
  }
  return first;
}
