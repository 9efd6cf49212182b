import { expect, it, vi } from "vitest";
import { createMemoryHeldAnswers } from "../../../../shared/inbound/adapters/memory-held-answers.ts";
import { createMemoryPollCursors } from "../../../../shared/inbound/adapters/memory-poll-cursors.ts";
import { createPollAccount } from "../../../../shared/inbound/application/poll-account.ts";
import type { PolledMessages } from "../../../../shared/inbound/application/ports/polling.ts";
import type { InboundMessage } from "../../../../shared/messages/domain/inbound-message.ts";
import { anInboundText, NOON } from "../../../support/builders.ts";
import { fakeClock } from "../../../support/fake-clock.ts";
import { recordingObservability } from "../../../support/recording-observability.ts";
import { countingIds } from "../../../support/recording-ports.ts";

const APP = "wx_app_1";

/** Polls an account for some seconds; `answer` gets the cursor of each poll and its number. */
function anAccountPolled(answer: (cursor: string | undefined, poll: number) => Partial<PolledMessages>) {
  const clock = fakeClock();
  const cursors = createMemoryPollCursors();
  const heldAnswers = createMemoryHeldAnswers();
  const refuses = { now: false };
  const asked: (string | undefined)[] = [];
  const received: InboundMessage[] = [];
  const observed = recordingObservability();
  const duration = vi.spyOn(observed.metrics, "duration");
  const poll = createPollAccount({
    ...observed,
    clock,
    cursors,
    heldAnswers,
    newId: countingIds("answer"),
    source: {
      async poll(_appId, cursor) {
        asked.push(cursor);
        return { messages: [], unreadable: 0, tooLarge: 0, ...answer(cursor, asked.length) };
      },
    },
    async receive(message) {
      if (refuses.now) throw new Error("neither queue nor spool");
      received.push(message);
    },
  });
  const run = (seconds: number) => {
    const now = clock.now();
    const stopAt = now + seconds * 1000;
    return poll(APP, { mayCall: async () => true, startAt: now, stopAt, giveUpAt: stopAt, callTimeout: 5000 });
  };
  return { ...observed, clock, cursors, heldAnswers, refuses, asked, received, duration, run };
}

it("stores a cursor that moves over no messages every 30 s only, but asks with the latest", async () => {
  const { cursors, asked, run } = anAccountPolled((_cursor, poll) => ({ cursor: String(poll) }));
  const move = vi.spyOn(cursors, "move");
  await run(60);
  expect(asked.slice(0, 4)).toEqual([undefined, "1", "2", "3"]);
  expect(asked).toHaveLength(120);
  expect(move.mock.calls.map(([, from, to]) => [from, to])).toEqual([[undefined, "61"]]);
});

it("stores a cursor at once that moved over messages, and goes on from it in the next turn", async () => {
  const { cursors, asked, run } = anAccountPolled((cursor) =>
    cursor === undefined ? { messages: [anInboundText()], cursor: "9" } : { cursor: "9" },
  );
  const move = vi.spyOn(cursors, "move");
  await run(2);
  await run(1);
  expect(asked).toEqual([undefined, "9", "9", "9", "9", "9"]);
  expect(move).toHaveBeenCalledTimes(1);
});

it("keeps its cursor where an answer without messages has none", async () => {
  const { asked, run } = anAccountPolled((cursor) =>
    cursor === undefined ? { messages: [anInboundText()], cursor: "9" } : {},
  );
  await run(2);
  expect(asked).toEqual([undefined, "9", "9", "9"]);
});

it("reads the cursor anew where another poller has moved it", async () => {
  const { cursors, asked, run, counts } = anAccountPolled((cursor) =>
    cursor === undefined ? { messages: [anInboundText()], cursor: "1" } : { cursor },
  );
  vi.spyOn(cursors, "move").mockImplementationOnce(async () => {
    await cursors.move(APP, undefined, "7");
    return false;
  });
  await run(2);
  expect(asked).toEqual([undefined, "7", "7", "7"]);
  expect(counts.get("PollOvertaken")).toBe(1);
});

it("goes on where the cursors' store fails, and stores the cursor with the next poll", async () => {
  const { cursors, asked, run, counts, received } = anAccountPolled((cursor) =>
    cursor === undefined ? { messages: [anInboundText()], cursor: "1" } : { cursor },
  );
  vi.spyOn(cursors, "move").mockRejectedValueOnce(new Error("throttled"));
  await run(8);
  expect(asked.slice(0, 3)).toEqual([undefined, "1", "1"]);
  expect(received).toHaveLength(1);
  expect(await cursors.get(APP)).toBe("1");
  expect(counts.get('PollFailed{"reason":"internal"}')).toBe(1);
});

it("counts what came, and the age of the oldest that is dated", async () => {
  const { run, counts, duration } = anAccountPolled((_cursor, poll) =>
    poll > 1
      ? {}
      : {
          messages: [
            anInboundText({ sentAt: NOON - 3000 }),
            anInboundText({ sentAt: NOON - 7000 }),
            anInboundText({ sentAt: NOON - 90_000, undated: true }),
          ],
          unreadable: 1,
          tooLarge: 2,
        },
  );
  await run(1);
  expect(Object.fromEntries(counts)).toEqual({ PollCalls: 2, PollMessages: 3, PollUnreadable: 1, PollTooLarge: 2 });
  expect(duration.mock.calls).toEqual([["PollLag", 7000]]);
});

/** Three answers without a cursor, of `size` messages each. */
const threeAnswers = (size: number) => (_cursor: string | undefined, poll: number) =>
  poll > 3 ? {} : { messages: Array.from({ length: size }, (_, n) => anInboundText({ newMsgId: `${poll}${n}` })) };
const idsOf = (received: readonly InboundMessage[]) => received.map(({ newMsgId }) => newMsgId);

it("writes an answer without a cursor down before it is queued, and that of one message not", async () => {
  for (const [size, writes] of [
    [2, 3],
    [1, 0],
  ] as const) {
    const { heldAnswers, received, run } = anAccountPolled(threeAnswers(size));
    const hold = vi.spyOn(heldAnswers, "hold");
    await run(3);
    expect(hold).toHaveBeenCalledTimes(writes);
    expect(received).toHaveLength(3 * size);
    expect(await heldAnswers.get(APP)).toBeUndefined();
  }
});

it("loses nothing of it while neither queue nor spool takes it, and lets nothing go ahead of it", async () => {
  const { heldAnswers, refuses, received, run, counts, asked } = anAccountPolled(threeAnswers(2));
  refuses.now = true;
  await run(10);
  expect(asked).toHaveLength(1);
  expect((await heldAnswers.get(APP))?.messages).toHaveLength(2);
  expect(counts.has("PollLost")).toBe(false);
  refuses.now = false;
  await run(3);
  expect(idsOf(received)).toEqual(["10", "11", "20", "21", "30", "31"]);
  expect(counts.get("PollTakenUp")).toBe(2);
});

it("queues it all the same where it cannot be written down", async () => {
  const { heldAnswers, received, run, counts } = anAccountPolled(threeAnswers(2));
  vi.spyOn(heldAnswers, "hold").mockRejectedValueOnce(new Error("throttled")).mockResolvedValueOnce(false);
  await run(3);
  expect(idsOf(received)).toEqual(["10", "11", "20", "21", "30", "31"]);
  expect(counts.get("PollNotHeld")).toBe(2);
});
