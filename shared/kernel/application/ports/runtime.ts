/** Time and waiting. Epoch milliseconds. */
export type Clock = { now(): number; sleep(ms: number): Promise<void> };

/** Waits for `work` for `ms`, then throws `unavailable`. The work goes on, and may take effect. */
export type Within = <T>(work: Promise<T>, ms: number) => Promise<T>;

/** Fresh, time-ordered ids (ULID). */
export type NewId = () => string;

/** Counts and measures. Dimensions have few values: never an id of a user or a message. */
export type Metrics = {
  count(name: string, value?: number, dimensions?: Readonly<Record<string, string>>): void;
  duration(name: string, ms: number): void;
};

/** Structured log lines. Never contents of messages, tokens or keys. */
export type Log = {
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
  error(message: string, error: unknown, fields?: Readonly<Record<string, unknown>>): void;
};
