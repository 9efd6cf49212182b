import type { Account } from "../../accounts/domain/account.ts";
import type { Brake } from "../../conversations/domain/brake.ts";
import { AppError } from "../../kernel/domain/errors.ts";
import type { CompiledRules } from "../../rules/domain/judging/engine.ts";
import type { Facts, WantedFacts } from "../../rules/domain/judging/facts.ts";
import { ANSWERED_ELSEWHERE, isAnswer } from "../domain/braked.ts";
import { type Circumstances, decide, longElsewhere } from "../domain/decide.ts";
import type { Decision, EnvelopedMessage } from "../domain/decision.ts";

/** Reads that are made only for decisions that depend on them. */
export type DecisionReads = {
  facts(wanted: WantedFacts): Promise<Facts>;
  account(appId: string): Promise<Account | undefined>;
  brake(): Promise<Brake>;
  /** Whether another account answers the message. Asked only where this one would answer. */
  isTaken(): Promise<boolean>;
};

/**
 * Decides on a message. Reads facts only where its rules want some, and other accounts only where they are to send long
 * texts.
 */
export async function decideWithFacts(
  source: EnvelopedMessage,
  circumstances: Circumstances,
  rules: CompiledRules,
  read: DecisionReads,
): Promise<Decision> {
  const first = decide(source, circumstances, rules);
  if (first.decision) return first.decision;
  const [facts, brake] = await Promise.all([read.facts(first.wanted), read.brake()]);
  const informed = { ...circumstances, facts, brake };
  const second = decided(source, informed, rules);
  if (isAnswer(second, source.message) && (await read.isTaken())) {
    return decided(source, { ...informed, hold: ANSWERED_ELSEWHERE }, rules);
  }
  const accounts = await Promise.all(longElsewhere(second, source).map((appId) => read.account(appId)));
  const channels = new Map(accounts.flatMap((account) => (account ? [[account.appId, account.channel]] : [])));
  return channels.size > 0 ? decided(source, { ...informed, channels }, rules) : second;
}

function decided(source: EnvelopedMessage, informed: Circumstances, rules: CompiledRules): Decision {
  const { decision } = decide(source, informed, rules);
  if (decision) return decision;
  throw new AppError("internal", "rules wanted facts that they were given");
}
