import type { Clock, Log, Metrics, NewId } from "../../kernel/application/ports/runtime.ts";
import { AppError } from "../../kernel/domain/errors.ts";
import type { InboundMessage } from "../../messages/domain/inbound-message.ts";
import { POLL_INTERVAL, pollBackoff } from "../domain/polling.ts";
import type { HeldAnswers, MessageSource, PollCursors, PolledMessages } from "./ports/inbound.ts";

export type PollAccountDeps = {
  readonly source: MessageSource;
  readonly cursors: PollCursors;
  readonly heldAnswers: HeldAnswers;
  /** Resolves when the message is safe (`receive-callback.ts`). */
  readonly receive: (message: InboundMessage) => Promise<unknown>;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly metrics: Metrics;
  readonly log: Log;
};

/** How long an account is polled. Times in epoch ms. */
export type PollTurn = {
  /** Whether a call may be begun now: false once somebody else polls the shard. Throws where that is not known. */
  readonly mayCall: () => Promise<boolean>;
  readonly startAt: number;
  /** No call is begun from here on. */
  readonly stopAt: number;
  /** Messages in hand are offered to queue and spool until then. */
  readonly giveUpAt: number;
  /** The longest that a call may take, ms. */
  readonly callTimeout: number;
};

/** Where an account's polling stands: `cursor` is what to ask with, `overMessages` whether it passed any since `stored`. */
type Position = {
  readonly stored: string | undefined;
  readonly storedAt: number;
  cursor: string | undefined;
  overMessages: boolean;
};

/** A cursor that moved over no messages is stored this often only, ms: it says nothing that a repeated read would not. */
const IDLE_STORE = 30_000;

/**
 * Polls one account, one call after the other, a failing one ever less often. Messages go to the inbound queue in their
 * order; the cursor is stored after queue or spool took them all, so that a crash in between reads them again. What was
 * read without a cursor is written down first, as one, and taken up from there.
 */
export function createPollAccount(deps: PollAccountDeps): (appId: string, turn: PollTurn) => Promise<void> {
  const { clock, metrics, log, heldAnswers } = deps;

  /** `isSafe`: it can be read again, from the gateway or from where it is held. */
  async function acceptAll(
    appId: string,
    messages: readonly InboundMessage[],
    isSafe: boolean,
    giveUpAt: number,
  ): Promise<void> {
    for (const [index, message] of messages.entries()) {
      if (await accept(message, giveUpAt)) continue;
      const left = messages.length - index;
      if (!isSafe) metrics.count("PollLost", left);
      throw new AppError("unavailable", "neither the queue nor the spool took what was polled", {
        retryable: true,
        details: { appId, left },
      });
    }
  }

  /** Tries again until `giveUpAt`: a read that consumed the message would not bring it a second time. */
  async function accept(message: InboundMessage, giveUpAt: number): Promise<boolean> {
    for (let failures = 1; ; failures++) {
      try {
        await deps.receive(message);
        return true;
      } catch (error) {
        log.error("a polled message is not safe yet; it is tried again", error, { appId: message.appId });
        const wait = pollBackoff(failures);
        if (clock.now() + wait > giveUpAt) return false;
        await clock.sleep(wait);
      }
    }
  }

  /** Of one message the queue's own write is as good as another before it. */
  async function hold(appId: string, { messages, cursor }: PolledMessages): Promise<string | undefined> {
    if (cursor !== undefined || messages.length < 2) return undefined;
    const id = deps.newId();
    try {
      if (await heldAnswers.hold(appId, id, messages)) return id;
    } catch (error) {
      log.error("a polled answer is not held while it is queued: who dies now loses it", error, { appId });
    }
    metrics.count("PollNotHeld");
    return undefined;
  }

  /** Queues what a poller before left in its hands. */
  async function takeUp(appId: string, giveUpAt: number): Promise<void> {
    const left = await heldAnswers.get(appId);
    if (!left) return;
    metrics.count("PollTakenUp", left.messages.length);
    await acceptAll(appId, left.messages, true, giveUpAt);
    await heldAnswers.release(appId, left.id);
  }

  function count({ messages, unreadable, tooLarge }: PolledMessages): void {
    metrics.count("PollCalls");
    if (messages.length > 0) metrics.count("PollMessages", messages.length);
    if (unreadable > 0) metrics.count("PollUnreadable", unreadable);
    if (tooLarge > 0) metrics.count("PollTooLarge", tooLarge);
    const oldest = Math.min(...messages.filter(({ undated }) => !undated).map(({ sentAt }) => sentAt));
    if (Number.isFinite(oldest)) metrics.duration("PollLag", Math.max(0, clock.now() - oldest));
  }

  return async (appId, { mayCall, startAt, stopAt, giveUpAt, callTimeout }) => {
    let known: Position | undefined;
    let failures = 0;

    async function pollOnce(): Promise<void> {
      known ??= await begin();
      const position = known;
      const polled = await deps.source.poll(appId, position.cursor);
      count(polled);
      const held = await hold(appId, polled);
      // Until it is all queued, the next call begins with it.
      if (held !== undefined) known = undefined;
      await acceptAll(appId, polled.messages, polled.cursor !== undefined || held !== undefined, giveUpAt);
      if (held !== undefined) await heldAnswers.release(appId, held);
      known = position;
      position.cursor = polled.cursor ?? position.cursor;
      position.overMessages ||= polled.messages.length > 0;
      await store(position);
    }

    async function begin(): Promise<Position> {
      const position = at(await deps.cursors.get(appId));
      if (position.cursor === undefined) await takeUp(appId, giveUpAt);
      return position;
    }

    async function store({ stored, cursor, storedAt, overMessages }: Position): Promise<void> {
      if (cursor === undefined || cursor === stored) return;
      if (!overMessages && clock.now() - storedAt < IDLE_STORE) return;
      const moved = await deps.cursors.move(appId, stored, cursor);
      if (!moved) metrics.count("PollOvertaken");
      known = moved ? at(cursor) : undefined;
    }

    function at(cursor: string | undefined): Position {
      return { stored: cursor, cursor, storedAt: clock.now(), overMessages: false };
    }

    function failed(error: unknown): void {
      failures += 1;
      metrics.count("PollFailed", 1, { reason: error instanceof AppError ? error.code : "internal" });
      if (failures === 1) log.error("an account cannot be polled; it is asked less often", error, { appId });
    }

    for (let next = startAt; ; ) {
      // A call that may hang would keep the next poller from all accounts of the shard.
      const lastCall = failures > 0 ? stopAt - callTimeout : stopAt;
      if (next >= lastCall) return;
      await clock.sleep(Math.max(0, next - clock.now()));
      const begun = clock.now();
      if (begun >= lastCall) return;
      try {
        if (!(await mayCall())) return;
        await pollOnce();
        failures = 0;
        next = Math.max(begun + POLL_INTERVAL, clock.now());
      } catch (error) {
        failed(error);
        next = clock.now() + pollBackoff(failures);
      }
    }
  };
}
