import type { MessageSource, PolledMessages } from "../../shared/inbound/application/ports/polling.ts";
import { AppError } from "../../shared/kernel/domain/errors.ts";
import type { InboundMessage } from "../../shared/messages/domain/inbound-message.ts";
import { anInboundText } from "./builders.ts";

export type PollCall = { readonly appId: string; readonly cursor: string | undefined; readonly at: number };

const PAGE = 10;

/**
 * A gateway that keeps messages until they are polled. Cursors count an account's messages; without `cursors` a poll
 * takes the messages away. `trouble` decides how a call ends; `mostAtOnce` is the most calls of one account at the same
 * time.
 */
export function aPolledGateway(options: { cursors?: boolean; now?: () => number } = {}) {
  const outboxes = new Map<string, InboundMessage[]>();
  const calls: PollCall[] = [];
  const busy = new Map<string, number>();
  const state = {
    mostAtOnce: 0,
    trouble: (_appId: string): Promise<"fails" | "works"> => Promise.resolve("works"),
  };
  const outboxOf = (appId: string) => outboxes.get(appId) ?? [];

  function read(appId: string, cursor: string | undefined): PolledMessages {
    const all = outboxOf(appId);
    if (options.cursors === false) {
      outboxes.set(appId, all.slice(PAGE));
      return { messages: all.slice(0, PAGE), unreadable: 0, tooLarge: 0 };
    }
    const from = Number(cursor ?? 0);
    const messages = all.slice(from, from + PAGE);
    return { messages, cursor: String(from + messages.length), unreadable: 0, tooLarge: 0 };
  }

  const source: MessageSource = {
    async poll(appId, cursor) {
      calls.push({ appId, cursor, at: (options.now ?? Date.now)() });
      const atOnce = (busy.get(appId) ?? 0) + 1;
      busy.set(appId, atOnce);
      state.mostAtOnce = Math.max(state.mostAtOnce, atOnce);
      try {
        if ((await state.trouble(appId)) === "works") return read(appId, cursor);
        throw new AppError("unreachable", "no answer", { retryable: true });
      } finally {
        busy.set(appId, atOnce - 1);
      }
    },
  };

  return {
    source,
    calls,
    state,
    callsOf: (appId: string) => calls.filter((call) => call.appId === appId),
    /** A person writes messages with these ids to an account. */
    write(appId: string, ...newMsgIds: string[]) {
      outboxes.set(appId, [...outboxOf(appId), ...newMsgIds.map((newMsgId) => anInboundText({ appId, newMsgId }))]);
    },
  };
}
