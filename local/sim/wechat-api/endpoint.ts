import type { LocalClock } from "../../clock.ts";
import type { CallbackQueue } from "./callbacks/queue.ts";
import type { Accounts, SimAccount } from "./state/accounts.ts";
import type { Groups } from "./state/groups.ts";
import type { Labels } from "./state/labels.ts";
import type { Outbox } from "./state/outbox.ts";
import type { People } from "./state/people.ts";
import type { Settings } from "./state/settings.ts";

/** The vendor's answer to every call. `ret` 200 is success. */
export type Answer = { ret: number; msg: string; data?: unknown };
export type Body = Readonly<Record<string, unknown>>;

/** What the simulated vendor consists of. */
export type Vendor = {
  clock: Pick<LocalClock, "now">;
  accounts: Accounts;
  people: People;
  groups: Groups;
  labels: Labels;
  callbacks: CallbackQueue;
  outbox: Outbox;
  settings: Settings;
  /** Scheme, host and port of the vendor's own server. */
  origin(): string;
};

/** How the simulator answers an endpoint of the contract, where the contract's own example will not do. */
export type Behaviour = {
  /** Which account a call needs: a known one that is online (the default), a known one in any state, or no account. */
  account?: "online" | "known" | "none";
  answer(vendor: Vendor, body: Body, account: SimAccount): Answer | Promise<Answer>;
};

/** Behaviours by the contract's path. */
export type Behaviours = Readonly<Record<string, Behaviour>>;

export function ok(data?: unknown): Answer {
  return data === undefined ? { ret: 200, msg: "操作成功" } : { ret: 200, msg: "操作成功", data };
}

export function failed(msg: string, ret = 500): Answer {
  return { ret, msg };
}

/** A body's field as text; the contract check has seen to its type already. */
export function text(body: Body, name: string): string {
  const value = body[name];
  return typeof value === "string" ? value : "";
}

export function texts(body: Body, name: string): string[] {
  const value = body[name];
  return Array.isArray(value) ? value.map(String) : [];
}
