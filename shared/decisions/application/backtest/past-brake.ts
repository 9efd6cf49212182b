import type { Brake } from "../../../conversations/domain/brake.ts";
import { answeredTo } from "../../../messages/domain/answered-to.ts";
import { BRAKED } from "../../domain/braked.ts";
import type { Decision } from "../../domain/decision.ts";
import type { PastMoment } from "./past-moment.ts";
import type { PastWindow } from "./past-window.ts";

/** `doubtful`: when messages were sent whose answer is unsure; `until`: the conversation may be quiet so long, epoch ms. */
type State = { doubtful: readonly number[]; until: number };

/**
 * Tells whether the brake may have judged otherwise than it seems: because answers from before the window counted too, or
 * because it is unsure whether messages before this one were answered. To be called for each message, after its doubts
 * are known.
 */
export function createPastBrake(
  { answers: most, seconds, quietMinutes }: Brake,
  window: PastWindow,
): (moment: PastMoment, would: Decision) => boolean {
  const states = new Map<string, State>();
  const knownFrom = window.isWhole ? 0 : window.from + seconds * 1000;

  /** Whether the true count may be on the other side of the limit. */
  function mayDiffer({ answers, mute }: Decision, sentAt: number, doubtful: number): boolean {
    const unknown = sentAt < knownFrom ? most : doubtful;
    if (answers) return answers.times.length + unknown > most;
    return mute?.braked === true && unknown > 0;
  }

  return ({ message, at, unsure }, would) => {
    if (most === 0) return false;
    const key = JSON.stringify([message.appId, answeredTo(message)]);
    const before = states.get(key) ?? { doubtful: [], until: 0 };
    const doubtful = before.doubtful.filter((time) => time > message.sentAt - seconds * 1000);
    const differs = mayDiffer(would, message.sentAt, doubtful.length);
    const until = differs ? Math.max(before.until, at + quietMinutes * 60_000) : before.until;
    const isConcerned = would.answers !== undefined || would.rules.length > 0 || would.flags.includes(BRAKED);
    const isUnsure = isConcerned && (differs || message.sentAt < until);
    if (isUnsure || unsure.size > 0) states.set(key, { doubtful: [...doubtful, message.sentAt], until });
    return isUnsure;
  };
}
