import { randomUUID } from "node:crypto";
import * as z from "zod";

const match = z.strictObject({
  /** A path of the contract; `*` at its end stands for anything. */
  path: z.string().optional(),
  appId: z.string().optional(),
  toWxid: z.string().optional(),
});
const moment = z.enum(["before", "after"]).default("before");
const common = {
  match: match.default({}),
  /** How many calls it hits before it is gone. */
  times: z.int().positive().optional(),
  /** The share of calls it hits. */
  rate: z.number().gt(0).lte(1).optional(),
};

/** What can go wrong. `before` and `after` say whether the call has had its effect by then. */
export const faultSchema = z.discriminatedUnion("kind", [
  /** Milliseconds that the answer waits; the call has its effect at once. */
  z.strictObject({ kind: z.literal("latency"), value: z.number().nonnegative(), ...common }),
  /** An HTTP status instead of an answer, with a `Retry-After` of so many seconds where one is given; no effect. */
  z.strictObject({
    kind: z.literal("status"),
    value: z.int().min(400).max(599),
    retryAfter: z.int().min(0).max(86_400).optional(),
    ...common,
  }),
  /** An answer with this `ret`; no effect. */
  z.strictObject({ kind: z.literal("ret"), value: z.int(), msg: z.string().default("simulated failure"), ...common }),
  /** An answer of WeChat's open platform with this errcode; no effect. Other vendors have no errcodes. */
  z.strictObject({
    kind: z.literal("errcode"),
    value: z.int(),
    msg: z.string().default("simulated failure"),
    ...common,
  }),
  /** HTTP 200 with this body, whatever was asked for; no effect. */
  z.strictObject({ kind: z.literal("body"), value: z.string().max(1_000_000), ...common }),
  /** The connection is closed without an answer. */
  z.strictObject({ kind: z.literal("drop"), value: moment, ...common }),
  /** The connection stays open without an answer. */
  z.strictObject({ kind: z.literal("hang"), value: moment, ...common }),
]);
export type Fault = z.infer<typeof faultSchema>;
/** What may happen to a call of any vendor but WeChat's open platform. */
export type VendorFault = Exclude<Fault, { kind: "errcode" }>;
export type StoredFault = Fault & { id: string; hits: number };

type FaultyCall = {
  path: string;
  appId: string;
  toWxid: string | undefined;
  /** Only faults that name a path hit it: those without one are meant for WechatApi. */
  onlyNamed?: boolean;
};

export type Faults = {
  add(fault: Fault): StoredFault;
  all(): StoredFault[];
  clear(): void;
  /** The first fault that hits this call; counts the hit. */
  take(call: FaultyCall): VendorFault | undefined;
  /** The same for a call of WeChat's open platform: an errcode needs no path to be meant for it. */
  takeOfWeixin(call: Omit<FaultyCall, "onlyNamed">): Fault | undefined;
  /** Resolves after `ms`, or as soon as the faults are cleared: what they held back then goes on. */
  wait(ms: number): Promise<void>;
};

/** The faults to inject; kept in memory, so a restart clears them. */
export function createFaults(random: () => number = Math.random): Faults {
  let faults: StoredFault[] = [];
  const waiting = new Set<() => void>();

  function hitBy<F extends StoredFault>(isMeant: (fault: StoredFault) => fault is F): F | undefined {
    const hit = faults.filter(isMeant).find((fault) => fault.rate === undefined || random() < fault.rate);
    if (!hit) return undefined;
    hit.hits++;
    if (hit.hits === hit.times) faults = faults.filter((fault) => fault !== hit);
    return hit;
  }

  return {
    add(fault) {
      const stored = { ...fault, id: randomUUID(), hits: 0 };
      faults.push(stored);
      return stored;
    },
    all: () => faults,
    clear() {
      faults = [];
      for (const go of waiting) go();
    },
    take(call) {
      return hitBy(
        (fault): fault is VendorFault & StoredFault => fault.kind !== "errcode" && matches(fault.match, call),
      );
    },
    takeOfWeixin(call) {
      return hitBy((fault): fault is StoredFault =>
        matches(fault.match, { ...call, onlyNamed: fault.kind !== "errcode" }),
      );
    },
    wait: (ms) =>
      new Promise((resolve) => {
        const go = () => {
          clearTimeout(timer);
          waiting.delete(go);
          resolve();
        };
        const timer = setTimeout(go, ms);
        waiting.add(go);
      }),
  };
}

function matches(wanted: z.infer<typeof match>, call: FaultyCall): boolean {
  const { path, appId, toWxid } = wanted;
  return (
    ((path === undefined && !call.onlyNamed) ||
      path === call.path ||
      (path?.endsWith("*") === true && call.path.startsWith(path.slice(0, -1)))) &&
    (appId === undefined || appId === call.appId) &&
    (toWxid === undefined || toWxid === call.toWxid)
  );
}
