import type { Account } from "../../accounts/domain/account.ts";
import type { ConversationSettings } from "../../conversations/domain/settings.ts";
import type { Envelope } from "../../inbound/domain/envelope.ts";
import type { InboundMessage } from "../../messages/domain/inbound-message.ts";
import type { Recorded } from "../../profiles/application/record-behaviour.ts";
import type { ProfileScope } from "../../profiles/domain/change.ts";
import type { Routed, Router } from "../../routing/domain/routing.ts";
import type { CompiledRules } from "../../rules/domain/judging/engine.ts";
import { ONLY_MUTE } from "../../rules/domain/judging/facts.ts";
import type { Decision } from "../domain/decision.ts";
import type { IsTaken } from "./answer-once.ts";
import { decideWithFacts } from "./decide-with-facts.ts";
import type { ReadFacts } from "./read-facts.ts";
import { withEarlierTags } from "./tag-changes.ts";

/** The rules and the routing table that decide all messages of a batch. `ownWxids`: those of the fleet's accounts. */
export type DecisionBasis = {
  readonly rules: CompiledRules;
  readonly router: Router;
  readonly ownWxids: ReadonlySet<string>;
};

/** A message out of its envelope, with its account as far as the fleet knows it. `now` in epoch ms. */
export type ReceivedMessage = {
  readonly envelope: Envelope;
  readonly message: InboundMessage;
  readonly account: Account | undefined;
  readonly now: number;
};

/** What it takes of a received message to judge it. */
type JudgedMessage = Omit<ReceivedMessage, "envelope"> & { readonly envelope: Pick<Envelope, "id" | "dedupKey"> };

/** `earlier`: what earlier messages of the batch change in profiles. */
export type JudgeMessage = (
  received: JudgedMessage,
  earlier: readonly Recorded[],
  basis: DecisionBasis,
) => Promise<Decision>;

export type JudgeMessageDeps = {
  /** Called only for messages that touch a rule or an entry which depends on facts. */
  readonly facts: ReadFacts;
  /** Read only for messages that people write from an account's phone, and for those that rules match. */
  readonly settings: () => Promise<ConversationSettings>;
  /** Whose messages make profiles. */
  readonly profileScope: ProfileScope;
};

/**
 * Decides on a message: first the routing table, then the rules, if the table leaves them the message. Writes nothing.
 */
export function createJudgeMessage(
  deps: JudgeMessageDeps & {
    readonly account: (appId: string) => Promise<Account | undefined>;
    readonly isTaken: IsTaken;
  },
): JudgeMessage {
  async function route(
    { envelope, message, account, now }: JudgedMessage,
    earlier: readonly Recorded[],
    { router, ownWxids }: DecisionBasis,
  ): Promise<Routed> {
    if (!account?.registered) return { orders: [], stop: false };
    const circumstances = { account, ownWxids, now };
    if (!router.wantsUserTags(message, circumstances)) return router.route(envelope, message, circumstances);
    const read = await deps.facts({ ...ONLY_MUTE, userTags: true }, envelope, message, now);
    const { userTags } = withEarlierTags(read, earlier, message);
    return router.route(envelope, message, { ...circumstances, userTags });
  }

  async function decide(
    { envelope, message, account, now }: JudgedMessage,
    earlier: readonly Recorded[],
    { rules, ownWxids }: DecisionBasis,
  ): Promise<Decision> {
    const source = { envelopeId: envelope.id, message };
    const personAnswered = message.fromSelf ? (await deps.settings()).personAnswered : undefined;
    const circumstances = { account, ownWxids, now, personAnswered, profiles: deps.profileScope };
    return decideWithFacts(source, circumstances, rules, {
      facts: async (wanted) => withEarlierTags(await deps.facts(wanted, envelope, message, now), earlier, message),
      account: deps.account,
      isTaken: async () => account !== undefined && deps.isTaken(message, account, ownWxids),
      brake: async () => (await deps.settings()).brake,
    });
  }

  return async (received, earlier, basis) => {
    const routed = await route(received, earlier, basis);
    const rules = routed.stop ? withoutRules(basis.rules) : basis.rules;
    const decision = await decide(received, earlier, { ...basis, rules });
    const deliveries = [...routed.orders, ...(decision.deliveries ?? [])];
    return deliveries.length > 0 ? { ...decision, deliveries } : decision;
  };
}

/** Rules that never match, for messages that the routing table keeps from the rules. */
function withoutRules({ version }: CompiledRules): CompiledRules {
  return { version, judge: () => ({ matches: [] }) };
}
