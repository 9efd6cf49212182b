import type { Account } from "../../accounts/domain/account.ts";
import type { ConversationSettings } from "../../conversations/domain/settings.ts";
import type { Envelope } from "../../inbound/domain/envelope.ts";
import { cached } from "../../kernel/application/cached.ts";
import type { Clock } from "../../kernel/application/ports/runtime.ts";
import type { SettingsReader } from "../../kernel/application/ports/settings.ts";
import type { InboundMessage } from "../../messages/domain/inbound-message.ts";
import type { Recorded } from "../../profiles/application/record-behaviour.ts";
import type { ProfileScope } from "../../profiles/domain/change.ts";
import type { Routed, Router } from "../../routing/domain/routing.ts";
import type { CompiledRules } from "../../rules/domain/judging/engine.ts";
import { ONLY_MUTE } from "../../rules/domain/judging/facts.ts";
import type { Decision } from "../domain/decision.ts";
import { decideWithFacts } from "./decide-with-facts.ts";
import type { ReadFacts } from "./read-facts.ts";
import { withTagsSaid } from "./tags-said.ts";

/** What holds for a whole batch. */
export type Standing = { readonly rules: CompiledRules; readonly router: Router; readonly own: ReadonlySet<string> };

/** A message, its account as far as it is known, and what earlier messages of the batch said of their senders. */
export type Heard = {
  readonly envelope: Envelope;
  readonly message: InboundMessage;
  readonly account: Account | undefined;
  readonly earlier: readonly Recorded[];
  readonly now: number;
};

export type JudgeMessage = (heard: Heard, standing: Standing) => Promise<Decision>;

const SETTINGS_CACHE = 5000;

/** Decides on a message: first the routing table, then the rules, if it leaves them the message. Writes nothing. */
export function createJudgeMessage(deps: {
  readonly account: (appId: string) => Promise<Account | undefined>;
  /** Asked only for messages that touch a rule or an entry which wants to know more than the message says. */
  readonly facts: ReadFacts;
  /** Asked only for what people write from an account's phone. */
  readonly settings: SettingsReader<ConversationSettings>;
  readonly profileScope: ProfileScope;
  readonly clock: Clock;
}): JudgeMessage {
  const settings = cached(deps.clock, SETTINGS_CACHE, () => deps.settings.get());

  async function route(heard: Heard, account: Account, { router, own: ownWxids }: Standing): Promise<Routed> {
    const { envelope, message, earlier, now } = heard;
    const circumstances = { account, ownWxids, now };
    if (!router.wantsUserTags(message, circumstances)) return router.route(envelope, message, circumstances);
    const read = await deps.facts({ ...ONLY_MUTE, userTags: true }, envelope, message, now);
    const { userTags } = withTagsSaid(read, earlier, message);
    return router.route(envelope, message, { ...circumstances, userTags });
  }

  async function decide(heard: Heard, rules: CompiledRules, own: ReadonlySet<string>): Promise<Decision> {
    const { envelope, message, account, earlier, now } = heard;
    const source = { envelopeId: envelope.id, message };
    const personAnswered = message.fromSelf ? (await settings.get("fleet")).personAnswered : undefined;
    const circumstances = { account, ownWxids: own, now, personAnswered, profiles: deps.profileScope };
    return decideWithFacts(source, circumstances, rules, {
      facts: async (wanted) => withTagsSaid(await deps.facts(wanted, envelope, message, now), earlier, message),
      account: deps.account,
    });
  }

  return async (heard, standing) => {
    const { account } = heard;
    const routed = account?.registered ? await route(heard, account, standing) : { orders: [], stop: false };
    const rules = routed.stop ? withoutRules(standing.rules) : standing.rules;
    const decision = await decide(heard, rules, standing.own);
    const deliveries = [...routed.orders, ...(decision.deliveries ?? [])];
    return deliveries.length > 0 ? { ...decision, deliveries } : decision;
  };
}

/** For messages that the routing table keeps from the rules. */
function withoutRules({ version }: CompiledRules): CompiledRules {
  return { version, judge: () => ({ matches: [] }) };
}
