import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createDueHeap } from "../../../../local/sqs/memory/due-heap.ts";
import { aQueuedMessage } from "../../../../local/sqs/memory/message.ts";

describe("the heap of due times", () => {
  it("always has the earliest message first, whatever was put, moved and removed", () => {
    const step = fc.record({ seq: fc.nat(15), dueAt: fc.nat(50), remove: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const heap = createDueHeap();
        const messages = Array.from({ length: 16 }, (_, seq) =>
          aQueuedMessage({ seq, group: "", sentAt: 0, availableAt: 0, now: 0 }),
        );
        const inside = new Set<(typeof messages)[number]>();
        for (const { seq, dueAt, remove } of steps) {
          const message = messages[seq];
          if (!message) continue;
          if (remove) {
            heap.remove(message);
            inside.delete(message);
          } else {
            message.dueAt = dueAt;
            heap.put(message);
            inside.add(message);
          }
          expect(heap.size).toBe(inside.size);
          const earliest = Math.min(...[...inside].map((one) => one.dueAt));
          expect(heap.peek()?.dueAt ?? Number.POSITIVE_INFINITY).toBe(earliest);
        }
      }),
    );
  });
});
