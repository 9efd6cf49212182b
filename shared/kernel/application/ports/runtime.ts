/** Time and waiting. Epoch milliseconds. */
export type Clock = { now(): number; sleep(ms: number): Promise<void> };

/** Waits for `work` for `ms`, then throws `unavailable`. The work goes on, and may take effect. */
export type Within = <T>(work: Promise<T>, ms: number) => Promise<T>;

/** Fresh, time-ordered ids (ULID). */
export type NewId = () => string;

/**
 * What a count may be told apart by. Each value makes a custom metric, for 0.30 USD in a month in which it comes up
 * every hour: so a dimension has few values, and a count that every message makes has no dimension. Never the id of a
 * person, an account or a message, and not the kind of a message (`kind`: of a token).
 */
export type Dimension =
  | "cause"
  | "channel"
  | "circuit"
  | "code"
  | "family"
  | "kind"
  | "lane"
  | "method"
  | "mode"
  | "outcome"
  | "reason"
  | "result"
  | "status"
  | "target"
  | "task"
  | "to"
  | "type"
  | "why";

/** Counts and measures. */
export type Metrics = {
  count(name: string, value?: number, dimensions?: Readonly<Partial<Record<Dimension, string>>>): void;
  duration(name: string, ms: number): void;
};

/** Structured log lines. Never contents of messages, tokens or keys. */
export type Log = {
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
  error(message: string, error: unknown, fields?: Readonly<Record<string, unknown>>): void;
};
