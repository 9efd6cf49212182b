import { answeredTo } from "../../../messages/domain/answered-to.ts";
import type { Unsure } from "../../domain/backtest/unsure.ts";
import type { Decision } from "../../domain/decision.ts";
import type { PastMoment } from "./past-moment.ts";

/** What is unsure of a message because an earlier one of its conversation is. */
export type PastDoubts = {
  /** Adds what earlier messages leave unsure to the moment's own doubts, and returns it. */
  inherit(moment: PastMoment): ReadonlySet<Unsure>;
  /** Keeps what is unsure of a message that has been judged, where later messages hang on it. */
  keep(moment: PastMoment, would: Decision): void;
};

/** These decide whether other rules act on the message, so that anything may have begun with it. */
const DECISIVE: ReadonlySet<Unsure> = new Set(["tags", "routing", "account"]);
/** These decide whether what was judged holds: they matter later where it begins something. */
const WITHHOLDING: ReadonlySet<Unsure> = new Set(["pause", "cooldown"]);

/**
 * Follows doubts through conversations: a pause, a session or a tag that an unsure message would have begun is as unsure
 * as the message.
 */
export function createPastDoubts(): PastDoubts {
  const doubts = new Map<string, Set<Unsure>>();
  const keyOf = ({ message }: PastMoment) => JSON.stringify([message.appId, answeredTo(message)]);

  return {
    inherit(moment) {
      const inherited = doubts.get(keyOf(moment)) ?? new Set();
      for (const doubt of inherited) moment.unsure.add(doubt);
      return inherited;
    },

    keep(moment, would) {
      const lasting = [...moment.unsure].filter(
        (doubt) => DECISIVE.has(doubt) || (WITHHOLDING.has(doubt) && beginsSomething(would)),
      );
      if (lasting.length === 0) return;
      doubts.set(keyOf(moment), new Set([...(doubts.get(keyOf(moment)) ?? []), ...lasting]));
    },
  };
}

function beginsSomething({ mute, cooldowns = [], session, profile }: Decision): boolean {
  return mute !== undefined || cooldowns.length > 0 || session !== undefined || profile?.tags !== undefined;
}
