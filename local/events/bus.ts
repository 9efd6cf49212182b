import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import * as z from "zod";
import { LOCAL_IDENTITY } from "../aws/identity.ts";
import { AwsError, type AwsService } from "../aws/service.ts";
import type { LocalClock } from "../clock.ts";
import { EntryError, entrySchema, entrySize, eventOfEntry, scheduledEvent } from "./envelope.ts";
import { type Abandoned, createOutbox, type Parcel } from "./outbox.ts";
import { describeRule, describeTarget } from "./rules/description.ts";
import { matchesPattern } from "./rules/pattern.ts";
import type { Rule, RuleTarget } from "./rules/rule.ts";
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

/** PutEvents takes ten entries and 1 MiB in all. */
const MAX_ENTRIES = 10;
const MAX_BYTES = 1024 * 1024;

const putInput = z.object({ Entries: z.array(entrySchema).min(1) });
const ruleInput = z.object({ Name: z.string(), EventBusName: z.string().default("default") });
const targetsInput = z.object({ Rule: z.string(), EventBusName: z.string().default("default") });
const listInput = z.object({ EventBusName: z.string().default("default"), NamePrefix: z.string().default("") });

/**
 * EventBridge of the embedded cloud: its buses, its rules' patterns and schedules, and delivery at least once.
 * `deliver` gets the JSON text for the target (its input rules applied) and rejects when it should be tried again.
 * Throws when a pattern or a schedule is not valid.
 */
export function createEventBus(options: {
  rules: readonly Rule[];
  deliver: (target: RuleTarget, payload: string) => Promise<void>;
  /** Hears of each event that is given up. */
  abandon?: (undelivered: Undelivered) => void;
  clock: LocalClock;
  /** The file that keeps what is undelivered and when schedules run next; in memory only when left out. */
  path?: string;
  /** Buses besides `default` and those of the rules. */
  buses?: readonly string[];
  /** Milliseconds before a delivery's next attempt, given how many have failed. */
  retryPause?: (attempts: number) => number;
}): EventBus {
  const { deliver, clock } = options;
  const rules = options.rules.map((rule) => ({ ...rule }));
  for (const { pattern } of rules) if (pattern) matchesPattern(pattern, {});
  const buses = new Set(["default", ...(options.buses ?? []), ...rules.map((rule) => rule.busName)]);
  const db = openDatabase(options.path);
  const deliveries = Object.fromEntries(rules.map(({ name }) => [name, 0]));

  const addressOf = (parcel: Parcel) => addressIn(rules, parcel);
  const outbox = createOutbox({
    db,
    now: clock.now,
    ...(options.retryPause ? { pause: options.retryPause } : {}),
    async deliver(parcel) {
      const { rule, target } = addressOf(parcel);
      if (!rule || !target) return;
      await deliver(target, targetInput(target, rule, parcel.event));
      deliveries[rule.name] = (deliveries[rule.name] ?? 0) + 1;
    },
    limits(parcel) {
      const { maxAgeSeconds, maxRetries } = addressOf(parcel).target?.retry ?? DEFAULT_RETRY;
      return { maxAgeMs: maxAgeSeconds * 1000, maxRetries };
    },
    abandon(parcel, abandoned) {
      const { rule, target } = addressOf(parcel);
      if (rule && target) options.abandon?.({ ...abandoned, rule, target, event: parcel.event });
    },
  });
  const parcels = (rule: Rule, event: string): Parcel[] =>
    rule.targets.map((target) => ({ ruleName: rule.name, busName: rule.busName, targetId: target.id, event }));
  const scheduler = startScheduler({
    rules,
    clock,
    db,
    run: (due) => outbox.add(due.flatMap(({ rule, time }) => parcels(rule, scheduledEvent(rule.arn, time).text))),
  });

  const accept = (entry: z.infer<typeof entrySchema>): { EventId: string; parcels: Parcel[] } => {
    const busName = nameOfBus(entry.EventBusName ?? "default");
    if (!buses.has(busName)) throw new EntryError("InvalidArgument", `EventBus ${busName} does not exist.`);
    const { id, text } = eventOfEntry(entry, clock.now());
    const event: unknown = JSON.parse(text);
    const matching = rules.filter(
      (rule) => rule.enabled && rule.busName === busName && rule.pattern && matchesPattern(rule.pattern, event),
    );
    return { EventId: id, parcels: matching.flatMap((rule) => parcels(rule, text)) };
  };

  const putEvents = (input: unknown) => {
    const { Entries } = parse(putInput, input);
    if (Entries.length > MAX_ENTRIES) {
      throw new AwsError("ValidationException", `Entries must have length less than or equal to ${MAX_ENTRIES}`);
    }
    if (Entries.reduce((sum, entry) => sum + entrySize(entry), 0) > MAX_BYTES) {
      throw new AwsError("ValidationException", "Total size of the entries in the request is over the limit.");
    }
    const outcomes = Entries.map((entry) => {
      try {
        return accept(entry);
      } catch (error) {
        if (!(error instanceof EntryError)) throw error;
        return { ErrorCode: error.code, ErrorMessage: error.message, parcels: [] };
      }
    });
    inTransaction(db, () => outbox.add(outcomes.flatMap((outcome) => outcome.parcels)));
    return {
      FailedEntryCount: outcomes.filter((outcome) => "ErrorCode" in outcome).length,
      Entries: outcomes.map(({ parcels: _delivered, ...answer }) => answer),
    };
  };

  const demandRule = (name: string, bus: string) => {
    const rule = rules.find((candidate) => candidate.name === name && candidate.busName === nameOfBus(bus));
    if (!rule) throw new AwsError("ResourceNotFoundException", `Rule ${name} does not exist on EventBus ${bus}.`);
    return rule;
  };
  const setEnabled = (input: unknown, enabled: boolean) => {
    const { Name, EventBusName } = parse(ruleInput, input);
    const rule = demandRule(Name, EventBusName);
    rule.enabled = enabled;
    scheduler.reset(rule);
    return {};
  };

  const actions: Record<string, (input: Record<string, unknown>) => object> = {
    PutEvents: putEvents,
    EnableRule: (input) => setEnabled(input, true),
    DisableRule: (input) => setEnabled(input, false),
    DescribeRule(input) {
      const { Name, EventBusName } = parse(ruleInput, input);
      return describeRule(demandRule(Name, EventBusName));
    },
    ListRules(input) {
      const { EventBusName, NamePrefix } = parse(listInput, input);
      const busName = nameOfBus(EventBusName);
      const listed = rules.filter((rule) => rule.busName === busName && rule.name.startsWith(NamePrefix));
      return { Rules: listed.map(describeRule) };
    },
    ListTargetsByRule(input) {
      const asked = parse(targetsInput, input);
      return { Targets: demandRule(asked.Rule, asked.EventBusName).targets.map(describeTarget) };
    },
    ListEventBuses: () => ({ EventBuses: [...buses].map((Name) => ({ Name, Arn: busArn(Name) })) }),
  };

  return {
    targetPrefix: "AWSEvents",
    contentType: "application/x-amz-json-1.1",
    async handle(action, input) {
      const act = Object.hasOwn(actions, action) ? actions[action] : undefined;
      if (!act) throw new AwsError("UnknownOperationException", `EventBridge has no ${action} here`);
      return act(input);
    },
    pending: () => outbox.pending(),
    deliveries: () => ({ ...deliveries }),
    async stop() {
      scheduler.stop();
      await outbox.stop();
      db.close();
    },
  };
}

/** Where a parcel goes: undefined parts where the template no longer has its rule or target. */
function addressIn(rules: readonly Rule[], { ruleName, busName, targetId }: Parcel) {
  const rule = rules.find((candidate) => candidate.name === ruleName && candidate.busName === busName);
  return { rule, target: rule?.targets.find((candidate) => candidate.id === targetId) };
}

function openDatabase(path: string | undefined): DatabaseSync {
  if (path !== undefined) mkdirSync(dirname(path), { recursive: true });
  const db = new DatabaseSync(path ?? ":memory:");
  db.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 5000;");
  return db;
}

function inTransaction(db: DatabaseSync, work: () => void): void {
  db.exec("BEGIN");
  try {
    work();
    db.exec("COMMIT");
  } catch (error) {
    db.exec("ROLLBACK");
    throw error;
  }
}

function busArn(name: string): string {
  return `arn:aws:events:${LOCAL_IDENTITY.region}:${LOCAL_IDENTITY.accountId}:event-bus/${name}`;
}

/** Buses are named by name or by ARN. */
function nameOfBus(nameOrArn: string): string {
  return nameOrArn.replace(/^arn:.*:event-bus\//, "");
}

function parse<T>(schema: z.ZodType<T>, input: unknown): T {
  const result = schema.safeParse(input);
  if (!result.success) throw new AwsError("ValidationException", z.prettifyError(result.error));
  return result.data;
}
