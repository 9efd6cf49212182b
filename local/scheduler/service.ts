import { randomUUID } from "node:crypto";
import * as z from "zod";
import { AwsError, type AwsService } from "../aws/service.ts";
import type { LocalClock } from "../clock.ts";
import type { Durability } from "../durability.ts";
import { inTransaction, openDatabase } from "../events/database.ts";
import { type Abandoned, createOutbox, type Outbox } from "../events/delivery/outbox.ts";
import type { Parcel } from "../events/delivery/parcel-store.ts";
import { metFullDisk, ROOM_PAUSE_MS } from "../full-disk.ts";
import type { RoleModel } from "../iam/identity.ts";
import type { SqsEngine } from "../sqs/engine.ts";
import { schedulerActions } from "./actions.ts";
import { type Call, callOf, type Run } from "./call-of.ts";
import { type DueRun, takeDueRuns } from "./due-runs.ts";
import { createRoleBook } from "./role-book.ts";
import { scheduleArn } from "./schedule.ts";
import { createScheduleStore } from "./store.ts";

export type SchedulerService = AwsService & {
  /** Runs that are not delivered yet. */
  pending(): number;
  /** Ends runs and deliveries; what is undelivered stays in the file. */
  stop(): Promise<void>;
};

export type SchedulerOptions = {
  clock: LocalClock;
  /** The services that targets are of. */
  services: Readonly<Record<Call["prefix"], Pick<AwsService, "handle">>>;
  /** Keeps what could not be delivered. */
  queues: Pick<SqsEngine, "sendMessage">;
  /** What URLs of queues begin with. */
  queuesUrl: string;
  /** The roles of the template. */
  roles: readonly RoleModel[];
  /** In memory only when left out. */
  path?: string;
  durability?: Durability;
  /** Where in its flexible window a run is made, 0 up to 1. */
  random?: () => number;
  retryPause?: (attempts: number) => number;
};

/** The longest sleep; timers take 2^31 ms at most. */
const MAX_SLEEP_MS = 3_600_000;

const failedSchema = z.object({
  FailedEntryCount: z.number().default(0),
  Entries: z.array(z.looseObject({ ErrorMessage: z.string().optional() })).default([]),
});

/**
 * EventBridge Scheduler of the embedded cloud, by its clock: when the clock is moved, every run in between is made, in
 * order. Runs are delivered at least once.
 */
export function createSchedulerService(options: SchedulerOptions): SchedulerService {
  const { clock, random = Math.random } = options;
  const db = openDatabase(options.path, options.durability);
  const store = createScheduleStore(db);
  const outbox = openOutbox(db, options);
  let timer: NodeJS.Timeout | undefined;
  let missed = true;

  function tick(): void {
    clearTimeout(timer);
    const isDone = runDue();
    const untilNext = Math.max(0, Math.min(store.soonest() - clock.now(), MAX_SLEEP_MS));
    timer = setTimeout(tick, isDone ? untilNext : ROOM_PAUSE_MS);
  }

  /** False where there is no room for it now. */
  function runDue(): boolean {
    try {
      const begin = inTransaction(db, () =>
        outbox.store(takeDueRuns(store, { now: clock.now(), random, missed }).map(parcelOf)),
      );
      missed = false;
      begin();
      return true;
    } catch (error) {
      if (metFullDisk(error)) return false;
      throw error;
    }
  }

  const actions = schedulerActions(store, { now: clock.now, random, changed: tick });
  const unlisten = clock.onAdvance(tick);
  tick();
  return {
    targetPrefix: "scheduler",
    contentType: "application/json",
    async handle(action, input) {
      const act = Object.hasOwn(actions, action) ? actions[action] : undefined;
      if (!act) throw new AwsError("UnknownOperationException", `EventBridge Scheduler has no ${action} here`);
      return act(input);
    },
    pending: outbox.pending,
    async stop() {
      unlisten();
      clearTimeout(timer);
      await outbox.stop();
      db.close();
    },
  };
}

function parcelOf({ schedule, next }: DueRun): Parcel {
  const run: Run = {
    target: schedule.Target,
    scheduleArn: scheduleArn(schedule),
    scheduledTime: new Date(next.time).toISOString().replace(".000Z", "Z"),
    executionId: randomUUID(),
  };
  return { ruleName: schedule.Name, busName: schedule.GroupName, targetId: "target", event: JSON.stringify(run) };
}

/** A parcel carries its whole target, since the schedule may be gone or changed when it is delivered. */
function openOutbox(db: ReturnType<typeof openDatabase>, options: SchedulerOptions): Outbox {
  const roles = createRoleBook(options.roles);
  const runIn = (parcel: Parcel): Run => JSON.parse(parcel.event);
  return createOutbox({
    db,
    sender: "schedule",
    now: options.clock.now,
    ...(options.retryPause ? { pause: options.retryPause } : {}),
    async deliver(parcel) {
      const run = runIn(parcel);
      const call = callOf(run, options.queuesUrl);
      roles.demand(run.target.RoleArn, call);
      const answer = await options.services[call.prefix].handle(call.action, call.input, new AbortController().signal);
      const { FailedEntryCount, Entries } = failedSchema.parse(answer);
      if (FailedEntryCount > 0) throw new Error(Entries.map(({ ErrorMessage }) => ErrorMessage).join(" "));
    },
    limits(parcel) {
      const { MaximumEventAgeInSeconds, MaximumRetryAttempts } = runIn(parcel).target.RetryPolicy;
      return { maxAgeMs: MaximumEventAgeInSeconds * 1000, maxRetries: MaximumRetryAttempts };
    },
    abandon(parcel, abandoned) {
      const run = runIn(parcel);
      const queue = run.target.DeadLetterConfig?.Arn.split(":").at(-1);
      if (queue !== undefined) keep(options.queues, queue, deadLetterOf(run, abandoned));
    },
  });
}

/** A caller may have named a queue that does not exist, or that went: then the run is lost, as on AWS. */
function keep(queues: SchedulerOptions["queues"], queue: string, message: ReturnType<typeof deadLetterOf>): void {
  try {
    queues.sendMessage(queue, message);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    console.error(`a run is lost, for its dead-letter queue ${queue} did not take it`, error);
  }
}

/** https://docs.aws.amazon.com/scheduler/latest/UserGuide/configuring-schedule-dlq.html */
function deadLetterOf({ target, scheduleArn: arn, scheduledTime, executionId }: Run, abandoned: Abandoned) {
  const { error, condition, retries } = abandoned;
  const attribute = (StringValue: string) => ({ DataType: "String", StringValue });
  return {
    MessageBody: target.Input,
    MessageAttributes: {
      SCHEDULE_ARN: attribute(arn),
      TARGET_ARN: attribute(target.Arn),
      SCHEDULED_TIME: attribute(scheduledTime),
      EXECUTION_ID: attribute(executionId),
      ERROR_CODE: attribute(error instanceof AwsError ? error.code : "SDK_CLIENT_ERROR"),
      ERROR_MESSAGE: attribute(String(error)),
      EXHAUSTED_RETRY_CONDITION: attribute(condition),
      RETRY_ATTEMPTS: attribute(String(retries)),
    },
  };
}
