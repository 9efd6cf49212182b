import type { Clock, Log, Metrics } from "../../kernel/application/ports/runtime.ts";
import { askAllowance } from "../domain/allowance.ts";
import { isNews } from "../domain/letter.ts";
import { type LaneMessage, ownerOf, rowIdOf } from "../domain/message.ts";
import { namedInBody } from "../domain/named-in-body.ts";
import { type DeadLetterReasonCode, reasonOf } from "../domain/reason.ts";
import { type AnnounceDeps, createAnnounceLetters } from "./announce-letters.ts";
import { createKeepLetter, type KeepLetterDeps } from "./keep-letter.ts";
import type { Allowances } from "./ports/allowances.ts";

export type SetAsideDeps = KeepLetterDeps &
  AnnounceDeps & {
    readonly allowances: Allowances;
    readonly clock: Clock;
    readonly metrics: Metrics;
    readonly log: Log;
  };

/** Sets a message aside: true once its row is there, so that it may leave its queue. False where it waits instead. */
export type SetAside = (message: LaneMessage, code: DeadLetterReasonCode, error: unknown) => Promise<boolean>;

/** Functions that ask at the same moment are few; then the record waits. */
const ATTEMPTS = 3;

/**
 * Takes a message that alone is at fault out of its lane's way. The row is written and announced before the message may
 * leave; a crash in between finds the row and changes nothing. Whatever fails here lets the message wait. Never throws.
 */
export function createSetAside(deps: SetAsideDeps): SetAside {
  const keep = createKeepLetter(deps);
  const announce = createAnnounceLetters(deps);

  async function isAllowed(message: LaneMessage): Promise<boolean> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const known = await deps.allowances.get();
      const { granted, next } = askAllowance(known, ownerOf(message), deps.clock.now());
      if (!next) return granted;
      if (await deps.allowances.put(next, known)) return granted;
    }
    return false;
  }

  /** A row that a crash left behind needs no allowance: it has had one. */
  async function mayLeave(message: LaneMessage): Promise<boolean> {
    const known = await deps.letters.get(rowIdOf(message), deps.clock.now());
    return (known && !isNews(known, message)) || (await isAllowed(message));
  }

  return async (message, code, error) => {
    const { lane, group, body, receiveCount } = message;
    const about = { lane, group, receiveCount, rowId: rowIdOf(message), ...namedInBody(body), reason: code };
    try {
      if (!(await mayLeave(message))) {
        deps.metrics.count("SetAsideRefused");
        return false;
      }
      const { letter, isNew } = await keep(message, reasonOf(code, error), deps.clock.now());
      await announce([letter]);
      if (isNew) deps.metrics.count("RecordSetAside", 1, { reason: code });
      deps.log.error("a record is set aside; its group goes on", error, about);
      return true;
    } catch (trouble) {
      deps.metrics.count("SetAsideFailed");
      deps.log.error("a record could not be set aside; it waits with its group", trouble, about);
      return false;
    }
  };
}
