import type { ConversationSettings } from "../../../conversations/domain/settings.ts";
import type { BodyStore } from "../../../inbound/application/ports/body-store.ts";
import type { SettingsReader } from "../../../kernel/application/ports/settings.ts";
import { AppError } from "../../../kernel/domain/errors.ts";
import type { InboundMessage } from "../../../messages/domain/inbound-message.ts";
import type { RoutingTables } from "../../../routing/application/ports/tables.ts";
import type { CompiledRules } from "../../../rules/domain/judging/engine.ts";
import type { CooldownKey } from "../../../rules/domain/judging/facts.ts";
import type { Unsure } from "../../domain/backtest/unsure.ts";
import { BRAKED } from "../../domain/braked.ts";
import type { Decision } from "../../domain/decision.ts";
import { createJudgeMessage, type JudgeMessageDeps } from "../judge-message.ts";
import type { JournaledMessage, JournalPlace, MessageHistory } from "../ports/journal.ts";
import { createPastBrake } from "./past-brake.ts";
import { createPastClaims } from "./past-claims.ts";
import { createPastDoubts } from "./past-doubts.ts";
import { createPastEffects } from "./past-effects.ts";
import { createReadPastFacts, type PastFactsDeps } from "./past-facts.ts";
import type { PastFleet } from "./past-fleet.ts";
import { createPastLocks, type PastLocksDeps } from "./past-locks.ts";
import type { PastMoment } from "./past-moment.ts";
import { createPastPauses, type PastPausesDeps } from "./past-pauses.ts";
import { createPastRouting } from "./past-routing.ts";
import type { PastWindow } from "./past-window.ts";
import { unaskedIn } from "./unasked.ts";

export type TryRulesDeps = PastFactsDeps &
  PastPausesDeps &
  PastLocksDeps &
  Pick<JudgeMessageDeps, "profileScope"> & {
    /** The brake is that of today. */
    readonly settings: SettingsReader<ConversationSettings>;
    readonly history: Pick<MessageHistory, "heardBefore" | "read">;
    readonly bodies: Pick<BodyStore, "get">;
    readonly routing: Pick<RoutingTables, "version" | "table">;
    readonly directory: PastFactsDeps["directory"] & PastLocksDeps["directory"];
  };

/** The rules that are tried on the messages of a window. `periodOf`: how long a rule pauses for a subject, ms. */
export type Trial = {
  readonly rules: CompiledRules;
  readonly periodOf: (key: CooldownKey) => number;
  readonly fleet: PastFleet;
  readonly window: PastWindow;
};

/** What came, and what became of it or would have; `withheld`: ids of broadcasts that a send lock kept back. */
export type JudgedAgain = {
  readonly envelopeId: string;
  /** Epoch ms. */
  readonly receivedAt: number;
  readonly message: InboundMessage;
  readonly was: Decision;
  readonly would: Decision;
  readonly withheld: { readonly was: readonly string[]; readonly would: readonly string[] };
  /** What the comparison rests on that cannot be known afterwards. */
  readonly unsure: readonly Unsure[];
};

/** `judged` is undefined where the message was not kept whole, or is gone. */
export type Tried = { readonly place: JournalPlace; readonly judged: JudgedAgain | undefined };

/** Messages that are read at a time. */
const CHUNK = 100;

/** Flags of messages that a pause kept from rules. */
const HELD_BACK = ["muted", BRAKED];

/** A decision has the pause by the phone, so that it is taken from there and not begun anew. */
const NO_PAUSE_BY_PHONE = { personAnswered: { privateMinutes: 0, groupMinutes: 0 } };

/**
 * Judges the messages at these places by other rules, oldest first, with the use case that judges live messages: each
 * goes through the routing table of its time, with the pauses, sessions and tags that the messages before it and the
 * operators would have begun. What a send lock would keep back is taken out of both decisions.
 *
 * @param afterChunk called after each 100 messages; what it throws ends the trial
 */
export async function* tryRules(
  deps: TryRulesDeps,
  places: readonly JournalPlace[],
  { rules, periodOf, fleet, window }: Trial,
  afterChunk: () => void,
): AsyncGenerator<Tried> {
  const effects = createPastEffects();
  const pauses = createPastPauses(deps, window);
  const readFacts = createReadPastFacts(deps, { effects, pauses, window, periodOf });
  const routing = createPastRouting(deps.routing);
  const afterLocks = createPastLocks(deps, fleet.account, window);
  const doubts = createPastDoubts();
  const settings = await deps.settings.get();
  const isTaken = createPastClaims(deps.directory, settings);
  const isUnsurelyBraked = createPastBrake(settings.brake, window);

  async function decide(moment: PastMoment, journaled: JournaledMessage): Promise<Decision> {
    const { envelopeId: id, message, was, at: now, unsure } = moment;
    const { router, isInferred } = await routing(journaled);
    const { account, isGone } = fleet.accountOf(message, was);
    if (isInferred) unsure.add("routing");
    if (isGone) unsure.add("account");
    const judge = createJudgeMessage({
      facts: (wanted) => readFacts(wanted, moment),
      settings: async () => ({ ...settings, ...NO_PAUSE_BY_PHONE }),
      profileScope: deps.profileScope,
      account: async (appId) => fleet.account(appId),
      isTaken: (_message, _account, ownWxids) => isTaken(moment, ownWxids),
    });
    const basis = { rules, router, ownWxids: fleet.ownWxids(message, was, now) };
    // The dedupKey makes ids of deliveries alone, which are not compared.
    return judge({ envelope: { id, dedupKey: id }, message, account, now }, [], basis);
  }

  async function judged(journaled: JournaledMessage | undefined): Promise<JudgedAgain | undefined> {
    const message = journaled && (await messageOf(journaled, deps.bodies));
    if (!message) return undefined;
    const { envelopeId, receivedAt, decision: was, decided } = journaled;
    const at = decided?.at ?? receivedAt;
    const unsure = new Set<Unsure>();
    const moment = { envelopeId, receivedAt, message, was, at, isRecorded: decided !== undefined, unsure };
    await pauses.follow(moment);
    const would = await decide(moment, journaled);
    doubts.keep(moment, would);
    const inherited = doubts.inherit(moment);
    if (isUnsurelyBraked(moment, would)) {
      unsure.add("pause");
      doubts.keep(moment, would);
    }
    await pauses.carryOut(moment, would);
    effects.carryOut(message, was, would);
    const before = await afterLocks("was", was, at, unsure);
    const after = await afterLocks("would", would, at, unsure);
    // A pause matters only to rules that would act, or that it holds back. What an earlier message may have begun, a tag
    // for instance, may also be why they do not act.
    const isIdle = would.rules.length === 0 && !HELD_BACK.some((flag) => would.flags.includes(flag));
    if (isIdle && !inherited.has("pause")) unsure.delete("pause");
    return {
      envelopeId,
      receivedAt,
      message,
      was: before.decision,
      would: after.decision,
      withheld: { was: before.withheld, would: after.withheld },
      unsure: [...unsure, ...unaskedIn(was, would)],
    };
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
