import type { Account } from "../../accounts/domain/account.ts";
import { liveSession } from "../../conversations/domain/conversation.ts";
import {
  createJudgeMessage,
  type DecisionBasis,
  type JudgeMessageDeps,
  type ReceivedMessage,
} from "../../decisions/application/judge-message.ts";
import type { ReadFacts } from "../../decisions/application/read-facts.ts";
import type { Decision } from "../../decisions/domain/decision.ts";
import { type Facts, ONLY_MUTE } from "../../rules/domain/judging/facts.ts";

export type JudgeInCallbackDeps = JudgeMessageDeps & {
  readonly account: (appId: string) => Promise<Account | undefined>;
};

/**
 * Decides on a message as the consumer would; undefined where only the consumer can tell: its changes of sessions and
 * tags by earlier messages may still be under way. Pauses of conversations and of rules, the brake and first messages
 * count as they stand. Writes nothing.
 */
export type JudgeInCallback = (received: ReceivedMessage, basis: DecisionBasis) => Promise<Decision | undefined>;

/** Facts for a judgement that is not used. */
const NOT_READ: Facts = { firstMessage: false, cooldowns: new Map(), senderName: "" };

export function createJudgeInCallback(deps: JudgeInCallbackDeps): JudgeInCallback {
  return async (received, basis) => {
    let isLeft = false;
    const facts: ReadFacts = async (wanted, envelope, message, now) => {
      isLeft ||= wanted.userTags;
      if (isLeft) return { ...NOT_READ, userTags: new Set() };
      const read = await deps.facts({ ...ONLY_MUTE, ...wanted }, envelope, message, now);
      isLeft = wanted.session && liveSession(read.session, message) !== undefined;
      return read;
    };
    // Several own accounts meet in groups only, and Official Accounts have no groups.
    const judge = createJudgeMessage({ ...deps, facts, isTaken: async () => false });
    const decision = await judge(received, [], basis);
    return isLeft ? undefined : decision;
  };
}
