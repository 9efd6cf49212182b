import type { NewId } from "../../kernel/application/ports/runtime.ts";
import { type AcceptPolledDeps, createAcceptPolled } from "./accept-polled.ts";
import type { HeldAnswers, MessageSource, PollCursors, PolledMessages } from "./ports/polling.ts";

export type PollOnceDeps = AcceptPolledDeps & {
  readonly source: MessageSource;
  readonly cursors: PollCursors;
  readonly heldAnswers: HeldAnswers;
  readonly newId: NewId;
};

/**
 * Where an account's polling stands: `cursor` is what to ask with, `overMessages` whether it passed any since `stored`.
 */
type Position = {
  readonly stored: string | undefined;
  /** Epoch ms. */
  readonly storedAt: number;
  cursor: string | undefined;
  overMessages: boolean;
};

/**
 * A cursor that moved over no messages is stored this often only, ms: it says nothing that a repeated read would not.
 */
const IDLE_STORE = 30_000;

/**
 * Opens an account's polling: each call of what it returns polls once, from where the call before ended. Messages go to
 * the inbound queue in their order; the cursor is stored after queue or spool took them all, so that a crash in between
 * reads them again. What was read without a cursor is held first, and taken up from there after a crash. Messages in
 * hand are offered to queue and spool until `giveUpAt`, epoch ms.
 */
export function createPollOnce(deps: PollOnceDeps): (appId: string, giveUpAt: number) => () => Promise<void> {
  const { source, cursors, heldAnswers, clock, metrics } = deps;
  const accept = createAcceptPolled(deps);
  const hold = createHoldAnswer(deps);

  function at(cursor: string | undefined): Position {
    return { stored: cursor, cursor, storedAt: clock.now(), overMessages: false };
  }

  async function begin(appId: string, giveUpAt: number): Promise<Position> {
    const position = at(await cursors.get(appId));
    const left = position.cursor === undefined ? await heldAnswers.get(appId) : undefined;
    if (left) {
      metrics.count("PollTakenUp", left.messages.length);
      await accept(appId, left.messages, true, giveUpAt);
      await heldAnswers.release(appId, left.id);
    }
    return position;
  }

  /** Returns where the polling stands then; undefined where another poller stored a cursor meanwhile. */
  async function store(appId: string, position: Position): Promise<Position | undefined> {
    const { stored, cursor, storedAt, overMessages } = position;
    if (cursor === undefined || cursor === stored) return position;
    if (!overMessages && clock.now() - storedAt < IDLE_STORE) return position;
    const moved = await cursors.move(appId, stored, cursor);
    if (!moved) metrics.count("PollOvertaken");
    return moved ? at(cursor) : undefined;
  }

  return (appId, giveUpAt) => {
    let known: Position | undefined;
    return async () => {
      known ??= await begin(appId, giveUpAt);
      const position = known;
      const polled = await source.poll(appId, position.cursor);
      count(deps, polled);
      const held = await hold(appId, polled);
      // Until it is all queued, the next call begins with it.
      if (held !== undefined) known = undefined;
      await accept(appId, polled.messages, polled.cursor !== undefined || held !== undefined, giveUpAt);
      if (held !== undefined) await heldAnswers.release(appId, held);
      known = position;
      position.cursor = polled.cursor ?? position.cursor;
      position.overMessages ||= polled.messages.length > 0;
      known = await store(appId, position);
    };
  };
}

/** Holds an answer that cannot be read again. Returns its id, or undefined where it is not held. */
function createHoldAnswer({ heldAnswers, newId, metrics, log }: PollOnceDeps) {
  return async (appId: string, { messages, cursor }: PolledMessages): Promise<string | undefined> => {
    // Of one message the queue's own write is as good as another before it.
    if (cursor !== undefined || messages.length < 2) return undefined;
    const id = newId();
    try {
      if (await heldAnswers.hold(appId, id, messages)) return id;
    } catch (error) {
      log.error("a polled answer is not held while it is queued: a crash now loses it", error, { appId });
    }
    metrics.count("PollNotHeld");
    return undefined;
  };
}

function count({ metrics, clock }: PollOnceDeps, { messages, unreadable, tooLarge }: PolledMessages): void {
  metrics.count("PollCalls");
  if (messages.length > 0) metrics.count("PollMessages", messages.length);
  if (unreadable > 0) metrics.count("PollUnreadable", unreadable);
  if (tooLarge > 0) metrics.count("PollTooLarge", tooLarge);
  const oldest = Math.min(...messages.filter(({ undated }) => !undated).map(({ sentAt }) => sentAt));
  if (Number.isFinite(oldest)) metrics.duration("PollLag", Math.max(0, clock.now() - oldest));
}
