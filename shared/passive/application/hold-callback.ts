import type { AiAnswer } from "../../ai/domain/answer.ts";
import type { AiTask } from "../../ai/domain/task.ts";
import type { Leases } from "../../kernel/application/ports/leases.ts";
import type { Clock, NewId } from "../../kernel/application/ports/runtime.ts";
import { sha256Hex } from "../../kernel/domain/ids.ts";

/** Callbacks of one account that wait for the AI at a time; further ones hand out the waiting line at once. */
export const MOST_HELD = 20;
/** Places that a callback looks at before it counts the account's as taken. */
const PLACES_TRIED = 4;
/** How long a place is kept for a callback that does not give it back, ms. */
const PLACE_TIME = 7000;
/** How long the first try of a message is remembered, ms. */
const FIRST_TIME = 60_000;

/** The AI's answer is looked for so often, ms. */
const LOOK_EVERY = 400;
/** The last moment to answer a try, ms from its arrival: WeChat waits 5 s. */
const LAST_MOMENT = 4300;
/** By then WeChat has given a try up, and makes the next one, ms. */
const GIVEN_UP = 5300;

/** Places of callbacks that wait for the AI. */
export type Holds = {
  /** Takes one of the account's places; undefined where all that were looked at are taken. */
  place(task: AiTask): Promise<string | undefined>;
  /** Gives a place back. */
  leave(place: string, task: AiTask): Promise<void>;
  /**
   * Waits for the answer to a question. `wait`: it is not there at the last moment to answer; `unanswered`: this was the
   * message's first try, and WeChat has given it up. `arrivedAt`: when the request came, epoch ms.
   */
  held(task: AiTask, arrivedAt: number): Promise<AiAnswer | "wait" | "unanswered">;
};

export function createHolds(deps: {
  readonly leases: Leases;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly answerTo: (task: AiTask) => Promise<AiAnswer | undefined>;
}): Holds {
  const { leases, clock, answerTo } = deps;

  async function look(task: AiTask, until: number): Promise<AiAnswer | undefined> {
    for (;;) {
      const answer = await answerTo(task);
      if (answer || clock.now() + LOOK_EVERY > until) return answer;
      await clock.sleep(LOOK_EVERY);
    }
  }

  return {
    async place({ appId, id }: AiTask): Promise<string | undefined> {
      const from = Number.parseInt(sha256Hex(id).slice(0, 8), 16);
      for (let tried = 0; tried < PLACES_TRIED; tried += 1) {
        const name = `passive#place#${appId}#${(from + tried) % MOST_HELD}`;
        if (await leases.acquire(name, id, PLACE_TIME, clock.now())) return name;
      }
      return undefined;
    },

    leave: (place, { id }) => leases.release(place, id),

    async held(task: AiTask, arrivedAt: number): Promise<AiAnswer | "wait" | "unanswered"> {
      const isFirst = await leases.acquire(`passive#first#${task.id}`, deps.newId(), FIRST_TIME, clock.now());
      const answer = await look(task, arrivedAt + LAST_MOMENT);
      if (answer) return answer;
      if (!isFirst) return "wait";
      const left = arrivedAt + GIVEN_UP - clock.now();
      if (left > 0) await clock.sleep(left);
      return "unanswered";
    },
  };
}
