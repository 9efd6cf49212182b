/** What the model knows of one message. */
type ModelMessage = { body: string; receives: number; hiddenUntil: number; handle: string; deleted: boolean };
type Got = { group: string; body: string; handle: string };

/** Deduplication lasts this long (ms). */
const WINDOW_MS = 300_000;

/**
 * The simplest FIFO queue with a redrive policy: one list per group, looked through anew for every call. Times are
 * epoch milliseconds. What stands exhausted (received `maxReceiveCount` times and visible again) counts as dead.
 */
export function createFifoModel(maxReceiveCount: number) {
  const groups = new Map<string, ModelMessage[]>();
  const byHandle = new Map<string, ModelMessage>();
  const firstSends = new Map<string, number>();

  const listOf = (group: string) => (groups.get(group) ?? []).filter((message) => !message.deleted);
  const isDead = (message: ModelMessage, now: number) =>
    message.receives >= maxReceiveCount && message.hiddenUntil <= now;

  function ready(group: string, now: number): ModelMessage[] {
    const messages = listOf(group);
    if (messages.some((message) => message.hiddenUntil > now)) return [];
    return messages.filter((message) => !isDead(message, now));
  }

  return {
    /** Returns false for a duplicate. */
    send(group: string, deduplicationId: string, body: string, now: number): boolean {
      const key = `${group} ${deduplicationId}`;
      if (now < (firstSends.get(key) ?? Number.NEGATIVE_INFINITY) + WINDOW_MS) return false;
      firstSends.set(key, now);
      const message = { body, receives: 0, hiddenUntil: 0, handle: "", deleted: false };
      groups.set(group, [...(groups.get(group) ?? []), message]);
      return true;
    },
    /** Every way to answer a receive of up to `max`, in which groups come in the order `order`. */
    expected(order: readonly string[], max: number, now: number): string[] {
      const rest = [...groups.keys()].filter((group) => !order.includes(group));
      return [...order, ...rest].flatMap((group) => ready(group, now).map((message) => message.body)).slice(0, max);
    },
    /** Takes note of what a receive handed out. */
    received(got: readonly Got[], until: number): void {
      for (const { group, body, handle } of got) {
        const message = listOf(group).find((candidate) => candidate.body === body);
        if (!message) throw new Error(`${body} was handed out and does not exist`);
        message.receives++;
        message.hiddenUntil = until;
        message.handle = handle;
        byHandle.set(handle, message);
      }
    },
    /** What a handle is worth: its message is in flight under it, gone, dead, or the handle has expired. */
    state(handle: string, now: number): "in-flight" | "gone" | "dead" | "expired" {
      const message = byHandle.get(handle);
      if (!message || message.deleted) return "gone";
      if (message.handle === handle && message.hiddenUntil > now) return "in-flight";
      return isDead(message, now) ? "dead" : "expired";
    },
    remove(handle: string): void {
      const message = byHandle.get(handle);
      if (message) message.deleted = true;
    },
    hide(handle: string, until: number): void {
      const message = byHandle.get(handle);
      if (message) message.hiddenUntil = until;
    },
    handles: (): string[] => [...byHandle.keys()],
    groups: (): string[] => [...groups.keys()],
    /** The bodies of a group that must be in the dead-letter queue when everything else was received. */
    dead: (group: string, now: number): string[] =>
      listOf(group)
        .filter((message) => isDead(message, now))
        .map((message) => message.body),
  };
}
