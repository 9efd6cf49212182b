import * as z from "zod";
import { requestJson } from "../../test/support/http-json.ts";
import { accountOf, type Messages, messageOf, sequenceOf, sequenceOfReply } from "./messages.ts";

/** Which replies reached the vendor. What is kept of a message are nine bytes. */
export type Replies = {
  /** A message leaves now. */
  sent(message: number): void;
  /** Reads the calls that the simulator got since the last reading; says how many were replies to new messages. */
  read(): Promise<number>;
  /** Replies so far, each message once. */
  count(): number;
  /** When the newest reply reached the simulator, epoch ms. */
  lastAt(): number;
  /** Milliseconds from a callback's sending to its reply's arrival at the vendor, for messages from `from` on. */
  latencies(from: number): number[];
  /**
   * Replies that were wanted and are missing, came twice, or came behind the reply to a later message of their account.
   */
  faults(isWanted: (message: number) => boolean): {
    readonly lost: number;
    readonly doubled: number;
    readonly disordered: number;
  };
};

const PAGE = 5000;
const callsSchema = z.object({
  calls: z.array(
    z.object({
      n: z.number(),
      at: z.number(),
      appId: z.string().nullable(),
      executed: z.boolean().optional(),
      body: z.looseObject({ content: z.string().optional() }),
    }),
  ),
});

/** `most`: messages of the whole run. */
export function createReplies(simulator: string, messages: Messages, most: number): Replies {
  const sentAt = new Float64Array(most);
  const latency = new Float64Array(most).fill(Number.NaN);
  const highest = new Int32Array(messages.accounts).fill(-1);
  let [seen, doubled, disordered, lastAt, readUpTo] = [0, 0, 0, 0, 0];

  function take(message: number, at: number): void {
    lastAt = Math.max(lastAt, at);
    if (!Number.isNaN(latency[message] ?? 0)) {
      doubled += 1;
      return;
    }
    seen += 1;
    latency[message] = at - (sentAt[message] ?? Number.NaN);
    const [account, sequence] = [accountOf(messages, message), sequenceOf(messages, message)];
    if (sequence < (highest[account] ?? -1)) disordered += 1;
    highest[account] = Math.max(highest[account] ?? -1, sequence);
  }

  return {
    sent(message) {
      sentAt[message] = Date.now();
    },
    async read() {
      const before = seen;
      for (;;) {
        const query = `after=${readUpTo}&path=/message/postText&limit=${PAGE}`;
        const { calls } = callsSchema.parse((await requestJson("GET", `${simulator}/sim/calls?${query}`)).json());
        for (const { at, appId, body, executed } of calls) {
          const message = messageOf(messages, appId ?? "", sequenceOfReply(body.content ?? ""));
          if (message !== undefined && message < most && executed !== false) take(message, at);
        }
        readUpTo = calls.at(-1)?.n ?? readUpTo;
        if (calls.length < PAGE) return seen - before;
      }
    },
    count: () => seen,
    lastAt: () => lastAt,
    latencies: (from) => [...latency.subarray(from)].filter((ms) => !Number.isNaN(ms)),
    faults(isWanted) {
      const missing = (ms: number, message: number) => Number.isNaN(ms) && isWanted(message);
      const lost = latency.reduce((sum, ms, message) => (missing(ms, message) ? sum + 1 : sum), 0);
      return { lost, doubled, disordered };
    },
  };
}
