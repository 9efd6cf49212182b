import type { DatabaseSync } from "node:sqlite";
import { parseInput } from "../aws/parse-input.ts";
import { AwsError, type AwsService } from "../aws/service.ts";
import type { LocalClock } from "../clock.ts";
import type { Durability } from "../durability.ts";
import { inTransaction, openDatabase } from "./database.ts";
import { type Abandoned, createOutbox, type Outbox } from "./delivery/outbox.ts";
import { scheduledEvent } from "./envelope.ts";
import { parcelsOf } from "./parcels.ts";
import { acceptEntries, putInput } from "./put-events.ts";
import { ruleActions } from "./rules/actions.ts";
import { ownRuleActions } from "./rules/own-rule-actions.ts";
import { createOwnRules } from "./rules/own-rules.ts";
import type { Rule, RuleTarget } from "./rules/rule.ts";
import { createRuleBook, type RuleBook } from "./rules/rule-book.ts";
import { targetInput } from "./rules/target-input.ts";
import { startScheduler } from "./schedules/scheduler.ts";

export type EventBus = AwsService & {
  /** Events that are not delivered yet. */
  pending(): number;
  /** Deliveries that succeeded since the start, by the name of their rule. */
  deliveries(): Record<string, number>;
  /** Ends schedules and deliveries; what is undelivered stays in the file. */
  stop(): Promise<void>;
};

/** An event that no further try brings to its target. */
export type Undelivered = Abandoned & { readonly rule: Rule; readonly target: RuleTarget; readonly event: string };

/** EventBridge gives up after 24 hours or 185 retries. */
const DEFAULT_RETRY = { maxAgeSeconds: 86_400, maxRetries: 185 };

export type EventBusOptions = {
  rules: readonly Rule[];
  deliver: (target: RuleTarget, payload: string) => Promise<void>;
  /** Hears of each event that is given up. */
  abandon?: (undelivered: Undelivered) => void;
  clock: LocalClock;
  /** The file that keeps what is undelivered and when schedules run next; in memory only when left out. */
  path?: string;
  /** `process` unless given. */
  durability?: Durability;
  /** Buses besides `default` and those of the rules. */
  buses?: readonly string[];
  /** Whether a delivery comes late, or again though it succeeded; none does unless given. */
  strays?: () => boolean;
  /** Milliseconds before a delivery's next attempt, given how many have failed. */
  retryPause?: (attempts: number) => number;
};

/**
 * EventBridge of the embedded cloud: its buses, its rules' patterns and schedules, and delivery at least once.
 * `deliver` gets the JSON text for the target (its input rules applied) and rejects when it should be tried again.
 * Throws when a pattern or a schedule is not valid.
 */
export function createEventBus(options: EventBusOptions): EventBus {
  const { clock } = options;
  const db = openDatabase(options.path, options.durability);
  const own = createOwnRules(db);
  const book = createRuleBook(options.rules, options.buses ?? [], own.load());
  const deliveries = Object.fromEntries(book.rules.map(({ name }) => [name, 0]));
  const outbox = openOutbox(db, book, options, (name) => {
    deliveries[name] = (deliveries[name] ?? 0) + 1;
  });
  const scheduler = startScheduler({
    rules: book.rules,
    clock,
    db,
    run: (due) => outbox.store(due.flatMap(({ rule, time }) => parcelsOf(rule, scheduledEvent(rule.arn, time).text))),
  });
  const actions: Record<string, (input: Record<string, unknown>) => object> = {
    ...ruleActions(book, (rule) => {
      if (book.isOwn(rule)) own.save(rule);
      scheduler.reset(rule);
    }),
    ...ownRuleActions(book, own, (rule, isGone) => (isGone ? scheduler.forget(rule) : scheduler.reset(rule))),
    PutEvents(input) {
      const { answer, parcels } = acceptEntries(book, parseInput(putInput, input), clock.now());
      const begin = inTransaction(db, () => outbox.store(parcels));
      begin();
      return answer;
    },
  };

  return {
    targetPrefix: "AWSEvents",
    contentType: "application/x-amz-json-1.1",
    async handle(action, input) {
      const act = Object.hasOwn(actions, action) ? actions[action] : undefined;
      if (!act) throw new AwsError("UnknownOperationException", `EventBridge has no ${action} here`);
      return act(input);
    },
    pending: outbox.pending,
    deliveries: () => ({ ...deliveries }),
    async stop() {
      scheduler.stop();
      await outbox.stop();
      db.close();
    },
  };
}

/** The outbox of a bus: it delivers to what the rule book names. `delivered` hears the rule's name of each success. */
function openOutbox(
  db: DatabaseSync,
  book: RuleBook,
  options: EventBusOptions,
  delivered: (ruleName: string) => void,
): Outbox {
  return createOutbox({
    db,
    now: options.clock.now,
    ...(options.retryPause ? { pause: options.retryPause } : {}),
    ...(options.strays ? { strays: options.strays } : {}),
    async deliver(parcel) {
      const found = book.target(parcel);
      if (!found) return;
      await options.deliver(found.target, targetInput(found.target, found.rule, parcel.event));
      delivered(found.rule.name);
    },
    limits(parcel) {
      const { maxAgeSeconds, maxRetries } = book.target(parcel)?.target.retry ?? DEFAULT_RETRY;
      return { maxAgeMs: maxAgeSeconds * 1000, maxRetries };
    },
    abandon(parcel, abandoned) {
      const found = book.target(parcel);
      if (found) options.abandon?.({ ...abandoned, ...found, event: parcel.event });
    },
  });
}
