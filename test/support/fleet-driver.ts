import * as z from "zod";
import { eventually, requestJson } from "./http-json.ts";

/** Where a running embedded cloud answers. */
export type CloudUrls = { readonly gateway: string; readonly simulator: string };

/**
 * The limits of load runs: 1,000 messages a second and a burst of 10,000, for each account and for the gateway's token.
 */
export const RAISED_LIMITS = { perSecond: 1000, burst: 10_000, dailyCap: 10_000_000 } as const;

export type LoadPlan = {
  readonly accounts: number;
  readonly messagesPerAccount: number;
  /** Share of messages that are delivered twice (0 to 1). */
  readonly duplicates: number;
  /** Called between messages with the number accepted so far. */
  readonly onProgress?: (accepted: number) => Promise<void> | void;
};

export type SentCall = { readonly appId: string; readonly toWxid: string; readonly n: number; readonly at: number };

const callsSchema = z.object({
  calls: z.array(
    z.object({
      n: z.number(),
      at: z.number(),
      path: z.string(),
      appId: z.string().nullable(),
      executed: z.boolean().optional(),
      body: z.looseObject({ toWxid: z.string().optional() }),
    }),
  ),
  last: z.number(),
});

export const loadAppId = (index: number) => `wx_load_${String(index).padStart(3, "0")}`;
export const peerOf = (index: number, sequence: number) => `wxid_a${index}_m${sequence}`;

/** Drives a fleet over HTTP alone: registers accounts, delivers callbacks as the vendor does, reads what was sent. */
export async function createFleetDriver(urls: CloudUrls) {
  const token = (await requestJson("GET", `${urls.gateway}/local/token?role=admin`)).text.trim();
  const callbackKey = (await requestJson("GET", `${urls.gateway}/local/callback-key`)).text.trim();
  const authorized = { authorization: `Bearer ${token}` };

  async function api(method: string, path: string, body?: unknown): Promise<unknown> {
    const answer = await requestJson(method, `${urls.gateway}${path}`, { body, headers: authorized });
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
    return answer.text === "" ? undefined : answer.json();
  }

  /** Registers `count` accounts that are online, a rule that answers each message, and the raised limits. */
  async function prepare(count: number): Promise<void> {
    await api("PUT", "/api/settings", { gateway: RAISED_LIMITS });
    await api("PUT", "/api/rules", {
      rules: [
        {
          id: "load",
          name: "load",
          match: { type: "keyword", mode: "contains", keywords: ["负载"] },
          actions: [{ type: "reply", text: "收到" }],
        },
      ],
    });
    for (let index = 0; index < count; index += 1) {
      const appId = loadAppId(index);
      await requestJson("PUT", `${urls.simulator}/sim/accounts/${appId}`, {
        body: { wxid: `wxid_own_${index}`, nickName: appId, online: true },
      });
      await api("POST", "/api/accounts", { appId, name: appId, limits: RAISED_LIMITS });
    }
  }

  /** Delivers one callback; repeats, as the vendor does, until it is answered with 200. */
  async function deliver(index: number, sequence: number): Promise<void> {
    const body = callbackBody(index, sequence);
    for (let tries = 0; ; tries += 1) {
      try {
        const answer = await requestJson("POST", `${urls.gateway}/callbacks/wechatapi/${callbackKey}`, { body });
        if (answer.status === 200) return;
        if (answer.status < 500) throw new Error(`callback refused: ${answer.status} ${answer.text}`);
      } catch (error) {
        if (!isConnectionError(error)) throw error;
      }
      if (tries > 600) throw new Error("the callback was not accepted in 600 tries");
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  /** All accounts side by side, each account's messages one after the other; duplicates follow soon after. */
  async function run(plan: LoadPlan, from = 0): Promise<{ repeated: { index: number; sequence: number }[] }> {
    let accepted = 0;
    const repeated: { index: number; sequence: number }[] = [];
    const every = plan.duplicates > 0 ? Math.round(1 / plan.duplicates) : Number.POSITIVE_INFINITY;
    await Promise.all(
      Array.from({ length: plan.accounts }, async (_, index) => {
        for (let sequence = from; sequence < from + plan.messagesPerAccount; sequence += 1) {
          await deliver(index, sequence);
          accepted += 1;
          if (accepted % every === 0) {
            await deliver(index, sequence);
            repeated.push({ index, sequence });
          }
          await plan.onProgress?.(accepted);
        }
      }),
    );
    return { repeated };
  }

  const sent: SentCall[] = [];
  let read = 0;

  /** Every send that the simulator carried out so far, in its order; each call is read once. */
  async function sentCalls(): Promise<readonly SentCall[]> {
    for (;;) {
      const query = `after=${read}&path=/message/postText&limit=5000`;
      const answer = await requestJson("GET", `${urls.simulator}/sim/calls?${query}`);
      const { calls, last } = callsSchema.parse(answer.json());
      for (const { n, at, appId, body, executed } of calls) {
        if (appId?.startsWith("wx_load_") && body.toWxid && executed !== false) {
          sent.push({ appId, toWxid: body.toWxid, n, at });
        }
      }
      const upTo = calls.at(-1)?.n ?? last;
      if (upTo <= read) return sent;
      read = upTo;
    }
  }

  /** Waits until `count` replies are out, or nothing more comes for `quietMs`. */
  async function waitForSent(count: number, quietMs = 60_000): Promise<readonly SentCall[]> {
    let seen = -1;
    let since = performance.now();
    return eventually(
      `${count} replies`,
      600_000,
      async () => {
        await sentCalls();
        if (sent.length !== seen) {
          seen = sent.length;
          since = performance.now();
        }
        return sent.length >= count || performance.now() - since > quietMs ? sent : undefined;
      },
      500,
    );
  }

  async function advance(seconds: number): Promise<void> {
    const answer = await requestJson("POST", `${urls.gateway}/local/clock`, { body: { advance: seconds } });
    if (answer.status !== 200) throw new Error(`the clock did not move: ${answer.text}`);
  }

  async function commandsIn(state: "unknown" | "failed"): Promise<{ appId: string; to: string }[]> {
    const found: { appId: string; to: string }[] = [];
    let cursor: string | undefined;
    do {
      const query = `state=${state}&limit=100${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ""}`;
      const page = commandPage.parse(await api("GET", `/api/commands?${query}`));
      found.push(...page.commands);
      cursor = page.cursor;
    } while (cursor);
    return found;
  }

  return { api, prepare, deliver, run, sentCalls, waitForSent, advance, commandsIn, callbackKey, token };
}

const commandPage = z.object({
  commands: z.array(z.object({ appId: z.string(), to: z.string() })),
  cursor: z.string().optional(),
});

/**
 * A text message as the vendor sends it; the id is beyond 2^53, and neighbours differ in the last digit only. Rules
 * that `prepare` makes answer the word 负载.
 */
export function callbackBody(
  index: number,
  sequence: number,
  { word = "负载", peer = peerOf(index, sequence) }: { readonly word?: string; readonly peer?: string } = {},
): string {
  const newMsgId = 7_000_000_000_000_000_000n + BigInt(index) * 1_000_000n + BigInt(sequence);
  const from = JSON.stringify(peer);
  return `{"TypeName":"AddMsg","Appid":"${loadAppId(index)}","Wxid":"wxid_own_${index}","Data":{"MsgId":${1_000_000 + sequence},"FromUserName":{"string":${from}},"ToUserName":{"string":"wxid_own_${index}"},"MsgType":1,"Content":{"string":"${word} 第${sequence}条"},"Status":3,"ImgStatus":1,"ImgBuf":{"iLen":0},"CreateTime":${1_760_000_000 + sequence},"MsgSource":"<msgsource>\\n\\t<signature>v1_load</signature>\\n</msgsource>\\n","PushContent":"${word}","NewMsgId":${newMsgId},"MsgSeq":${sequence}}}`;
}

function isConnectionError(error: unknown): boolean {
  return error instanceof Error && "code" in error && /^(ECONN|EPIPE|HPE)/.test(String(error.code));
}

/** The faults in the replies of a run: out of order, twice, or missing; empty when all is well. */
export function faultsOf(
  sent: readonly SentCall[],
  plan: { accounts: number; messagesPerAccount: number },
): { disorder: string[]; twice: string[]; missing: { index: number; sequence: number }[] } {
  const byAccount = new Map<string, string[]>();
  for (const { appId, toWxid } of sent) {
    const peers = byAccount.get(appId);
    if (peers) peers.push(toWxid);
    else byAccount.set(appId, [toWxid]);
  }
  const disorder: string[] = [];
  const twice: string[] = [];
  const missing: { index: number; sequence: number }[] = [];
  for (let index = 0; index < plan.accounts; index += 1) {
    const peers = byAccount.get(loadAppId(index)) ?? [];
    const sequences = peers.map((peer) => Number(peer.slice(peer.lastIndexOf("_m") + 2)));
    const seen = new Set<number>();
    let highest = -1;
    for (const sequence of sequences) {
      if (seen.has(sequence)) twice.push(`${loadAppId(index)} #${sequence}`);
      else if (sequence < highest) disorder.push(`${loadAppId(index)} #${sequence} after #${highest}`);
      highest = Math.max(highest, sequence);
      seen.add(sequence);
    }
    for (let sequence = 0; sequence < plan.messagesPerAccount; sequence += 1) {
      if (!seen.has(sequence)) missing.push({ index, sequence });
    }
  }
  return { disorder, twice, missing };
}
