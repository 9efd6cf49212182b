import type { Conversations } from "../../../conversations/application/ports/conversations.ts";
import type { PauseHistory } from "../../../conversations/application/ports/pause-history.ts";
import { isMuted, MAX_MINUTES, type Mute } from "../../../conversations/domain/conversation.ts";
import { type OperatorPause, pauseAfter, pauseByOperator } from "../../../conversations/domain/pauses.ts";
import { answeredTo } from "../../../messages/domain/answered-to.ts";
import type { Decision } from "../../domain/decision.ts";
import type { PastMoment } from "./past-moment.ts";
import type { PastWindow } from "./past-window.ts";
import { remembered } from "./remembered.ts";

/** Pauses of automation, as operators, phones and decisions have made and ended them so far. */
export type PastPauses = {
  /**
   * Follows the operators up to the message, and what its decision proves of their pauses. To be called for each
   * message before it is judged.
   */
  follow(moment: PastMoment): Promise<void>;
  /** Until when the tried rules would be silent for the message; `isSure` is false where a pause may be unknown. */
  read(moment: PastMoment): Promise<{
    readonly mutedUntil: number | undefined;
    readonly isBraked: boolean;
    readonly isSure: boolean;
  }>;
  /** Adds the pauses that the decisions on a message begin: `was` as it was decided, `would` by the tried rules. */
  carryOut(moment: PastMoment, would: Decision): Promise<void>;
};

export type PastPausesDeps = {
  readonly pauses: Pick<PauseHistory, "between">;
  readonly conversations: Pick<Conversations, "read">;
};

/**
 * `was`: the pause by the decisions that were made; `would`: by the tried rules. `words`: what operators decide later.
 * `isKnown`: no pause lasts that began before the window. `isHidden`: one does, whose end is not known.
 */
type State = {
  was: Mute | undefined;
  would: Mute | undefined;
  readonly words: OperatorPause[];
  isKnown: boolean;
  isHidden: boolean;
};

/** A pause lasts so long at most, ms: operators' words are read from so long before the window. */
const LONGEST = MAX_MINUTES * 60_000;

export function createPastPauses({ pauses, conversations }: PastPausesDeps, window: PastWindow): PastPauses {
  const states = new Map<string, State>();
  const wordsOf = remembered(async (appId: string) =>
    Map.groupBy(await pauses.between(appId, window.from - LONGEST, window.to), ({ conversationId }) => conversationId),
  );
  const storedMute = remembered(
    async (appId: string, conversationId: string) => (await conversations.read(appId, { conversationId })).mute,
  );

  async function stateOf(appId: string, conversationId: string, at: number): Promise<State> {
    const key = JSON.stringify([appId, conversationId]);
    const words = states.has(key) ? [] : [...((await wordsOf(appId)).get(conversationId) ?? [])];
    const state = states.get(key) ?? {
      was: undefined,
      would: undefined,
      words,
      isKnown: window.isWhole,
      isHidden: false,
    };
    states.set(key, state);
    for (let word = state.words[0]; word && word.at <= at; word = state.words[0]) {
      add(state, pauseByOperator(word));
      state.words.shift();
      // A phone or a rule may have begun a longer pause between a word before the window and the window.
      if (word.at < window.from) continue;
      state.isKnown = true;
      state.isHidden = false;
    }
    return state;
  }

  const stateAt = ({ message, at }: PastMoment) => stateOf(message.appId, answeredTo(message), at);

  /** What is stored today is the state before the window, unless it was decided since. */
  async function lookBefore(state: State, { message }: PastMoment): Promise<void> {
    const stored = await storedMute(message.appId, answeredTo(message));
    if (stored && stored.at >= window.from) return;
    state.isKnown = true;
    if (!stored) return;
    state.was = inOrder(stored, state.was);
    state.would = inOrder(stored, state.would);
  }

  return {
    async follow(moment) {
      const { message, was, at } = moment;
      if (!isEvidence(was)) return;
      const state = await stateAt(moment);
      const isSilent = isMuted(state.was?.until ?? 0, message);
      state.isHidden = was.flags.includes("muted") && !isSilent;
      if (was.rules.length === 0) return;
      // Rules answered although a pause should have lasted: an operator had ended it, without a word in the history.
      if (isSilent) add(state, pauseByOperator({ at, until: 0 }));
      state.isKnown = true;
    },

    async read(moment) {
      const state = await stateAt(moment);
      // A pause that neither the phone nor a rule nor the history explains would have held by other rules too.
      if (state.isHidden && moment.was.flags.includes("muted")) {
        return { mutedUntil: Number.POSITIVE_INFINITY, isBraked: false, isSure: true };
      }
      if (!state.isKnown) await lookBefore(state, moment);
      const isProved = isEvidence(moment.was) || (moment.isRecorded && !state.isHidden);
      const { until, braked: isBraked = false } = state.would ?? {};
      return { mutedUntil: until, isBraked, isSure: state.isKnown && isProved };
    },

    async carryOut({ message: { appId, fromSelf }, was, at }, would) {
      const begun = { was: was.mute, would: fromSelf ? was.mute : would.mute };
      for (const side of ["was", "would"] as const) {
        const mute = begun[side];
        if (!mute) continue;
        const state = await stateOf(appId, mute.conversationId, at);
        state[side] = pauseAfter(state[side], mute);
      }
    },
  };
}

/** Whether a decision tells if automation was paused: rules acted, or were held back. */
function isEvidence({ rules, flags }: Decision): boolean {
  return rules.length > 0 || flags.includes("muted");
}

/** The pause after both, whichever of them was decided first. */
function inOrder(stored: Mute, other: Mute | undefined): Mute {
  if (!other) return stored;
  return other.at < stored.at ? pauseAfter(other, stored) : pauseAfter(stored, other);
}

function add(state: State, pause: Mute): void {
  state.was = pauseAfter(state.was, pause);
  state.would = pauseAfter(state.would, pause);
}
