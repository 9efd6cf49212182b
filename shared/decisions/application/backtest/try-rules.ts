import type { Account } from "../../../accounts/domain/account.ts";
import type { BodyStore } from "../../../inbound/application/ports/body-store.ts";
import { AppError } from "../../../kernel/domain/errors.ts";
import type { InboundMessage } from "../../../messages/domain/inbound-message.ts";
import type { CompiledRules } from "../../../rules/domain/judging/engine.ts";
import type { Decision } from "../../domain/decision.ts";
import { decideWithFacts } from "../decide-with-facts.ts";
import type { JournaledMessage, JournalPlace, MessageHistory } from "../ports/journal.ts";
import { createPastEffects } from "./past-effects.ts";
import { createReadPastFacts, type PastFactsDeps, type PastMessage } from "./past-facts.ts";

export type TryRulesDeps = PastFactsDeps & {
  readonly history: Pick<MessageHistory, "heardBefore" | "read">;
  readonly bodies: Pick<BodyStore, "get">;
};

/** The rules that are tried, and the accounts by appId. */
export type Trial = {
  readonly rules: CompiledRules;
  readonly accounts: ReadonlyMap<string, Account>;
  /** wxids of the fleet's accounts. */
  readonly ownWxids: ReadonlySet<string>;
};

/** A message as it was decided, and as it would be by the rules that are tried. */
export type JudgedAgain = PastMessage & { readonly was: Decision; readonly would: Decision };

/** `judged` is undefined where the message was not kept whole, or is gone. */
export type Tried = { readonly place: JournalPlace; readonly judged: JudgedAgain | undefined };

/** Messages that are read at a time. */
const CHUNK = 100;

/**
 * Judges the messages at these places by other rules, oldest first. Each is judged with the pauses, sessions and tags
 * that the messages before it would have begun.
 *
 * @param afterChunk called after each 100 messages; what it throws ends the trial
 */
export async function* tryRules(
  deps: TryRulesDeps,
  places: readonly JournalPlace[],
  { rules, accounts, ownWxids }: Trial,
  afterChunk: () => void,
): AsyncGenerator<Tried> {
  const effects = createPastEffects();
  const readFacts = createReadPastFacts(deps, effects);

  function decide(past: PastMessage, was: Decision): Promise<Decision> {
    const { envelopeId, message, receivedAt: now } = past;
    const circumstances = { account: accounts.get(message.appId), ownWxids, now, profiles: "all" as const };
    return decideWithFacts({ envelopeId, message }, circumstances, rules, {
      facts: (wanted) => readFacts(wanted, past, was),
      account: async (appId) => accounts.get(appId),
    });
  }

  async function judged(journaled: JournaledMessage | undefined): Promise<JudgedAgain | undefined> {
    const message = journaled && (await messageOf(journaled, deps.bodies));
    if (!message) return undefined;
    const { envelopeId, receivedAt, decision: was } = journaled;
    const past = { envelopeId, receivedAt, message };
    const would = await decide(past, was);
    effects.carryOut(message, was, would);
    return { ...past, was, would };
  }

  for (let from = 0; from < places.length; from += CHUNK) {
    const chunk = places.slice(from, from + CHUNK);
    const found = await deps.history.read(chunk, deps.clock.now());
    const byKey = new Map(found.map((journaled) => [journaled.place.key, journaled]));
    for (const place of chunk) yield { place, judged: await judged(byKey.get(place.key)) };
    afterChunk();
  }
}

/** Undefined where the message was not kept whole. */
async function messageOf(
  { message, body }: JournaledMessage,
  bodies: TryRulesDeps["bodies"],
): Promise<InboundMessage | undefined> {
  if (!body) return message;
  try {
    return await bodies.get(body);
  } catch (error) {
    if (error instanceof AppError && error.code === "not-found") return undefined;
    throw error;
  }
}
