import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SQSClient } from "@aws-sdk/client-sqs";
import * as z from "zod";
import { createDynamoAccounts } from "../../shared/accounts/adapters/dynamo-accounts.ts";
import { createDynamoPulses } from "../../shared/accounts/adapters/dynamo-pulses.ts";
import { createSqsAccountTasks } from "../../shared/accounts/adapters/sqs-account-tasks.ts";
import { createSqsBeats } from "../../shared/accounts/adapters/sqs-beats.ts";
import { createMoveAccount } from "../../shared/accounts/application/move-account.ts";
import { createNotePulse } from "../../shared/accounts/application/note-pulse.ts";
import { createLazyEvents } from "../../shared/adapters/eventbridge/lazy-events.ts";
import { gatewayCredentialsSchema } from "../../shared/adapters/wechat-api/credentials.ts";
import { createGateway } from "../../shared/adapters/wechat-api/gateway.ts";
import { createPostJson } from "../../shared/adapters/wechat-api/post-json.ts";
import { officialAccountsSchema } from "../../shared/adapters/weixin/credentials.ts";
import { createDynamoBroadcastRuns } from "../../shared/broadcasts/adapters/dynamo-runs.ts";
import { createEndIfStopped } from "../../shared/broadcasts/application/end-if-stopped.ts";
import { createSendBulk, sendIfGoing } from "../../shared/broadcasts/application/send-bulk.ts";
import { createDynamoDirectory } from "../../shared/directory/adapters/dynamo-directory.ts";
import { createGroupNames } from "../../shared/directory/application/group-names.ts";
import { createCircuitBreakers } from "../../shared/kernel/application/circuit-breaker.ts";
import { awsDefaults } from "../../shared/lambda/aws-defaults.ts";
import { requireEnv } from "../../shared/lambda/env.ts";
import { createObservability } from "../../shared/lambda/observability.ts";
import { secretReader } from "../../shared/lambda/secrets.ts";
import { newUlid, systemClock } from "../../shared/lambda/system.ts";
import { ENV, TIMEOUTS } from "../../shared/names.ts";
import { createDynamoSettings } from "../../shared/operators/adapters/dynamo-settings.ts";
import { createDynamoLedger } from "../../shared/outbound/adapters/dynamo-ledger.ts";
import { createDynamoParking } from "../../shared/outbound/adapters/dynamo-parking.ts";
import { createDynamoSendLocks } from "../../shared/outbound/adapters/dynamo-send-locks.ts";
import { createDynamoTokenBuckets } from "../../shared/outbound/adapters/dynamo-token-buckets.ts";
import { createLaneVisibility } from "../../shared/outbound/adapters/sqs-visibility.ts";
import { lockSends } from "../../shared/outbound/application/lock-sends.ts";
import { nameMentions } from "../../shared/outbound/application/name-mentions.ts";
import { createParkCommands } from "../../shared/outbound/application/park-commands.ts";
import type { Gateway } from "../../shared/outbound/application/ports/outbound.ts";
import { createSendCommand } from "../../shared/outbound/application/send-command.ts";
import { createSendOutbound } from "../../shared/outbound/application/send-outbound.ts";
import { UPSTREAM_NAMES } from "../../shared/outbound/application/upstreams.ts";
import { createWakeParked } from "../../shared/outbound/application/wake-parked.ts";
import { lanes } from "../../shared/outbound/domain/lane.ts";
import { createDynamoCircuits } from "../../shared/platform/dynamodb/circuits.ts";
import { createHandler } from "./handler.ts";
import { officialGateway } from "./official-gateway.ts";

/** The same code sends replies and broadcasts, as two functions: neither takes the other's concurrency. */
const lane = z.enum(lanes).parse(requireEnv(ENV.outboundLane));
const observability = createObservability("sender", { lane });
const { log, metrics } = observability;
const client = new DynamoDBClient(awsDefaults);
const config = requireEnv(ENV.configTable);
const state = requireEnv(ENV.stateTable);
const accounts = createDynamoAccounts({ client, table: config });
const breakerOf = createCircuitBreakers({
  circuits: createDynamoCircuits({ client, table: state }),
  clock: systemClock,
  metrics,
  log,
});
const journal = { client, table: requireEnv(ENV.journalTable) };
const credentials = secretReader(requireEnv(ENV.gatewaySecretId), gatewayCredentialsSchema, observability);

const ledger = createDynamoLedger(journal);
const isBulk = lane === "bulk";
const locks = createDynamoSendLocks({ client, table: state });
/** Broadcasts send the same to nobody twice within minutes; replies neither look nor write (decision 24). */
const guarded = <G extends Pick<Gateway, "send">>(gateway: G) =>
  isBulk ? lockSends(gateway, { locks, ledger, clock: systemClock, metrics, log }) : gateway;

const postJson = createPostJson();
const upstreams = {
  personal: {
    breaker: breakerOf(UPSTREAM_NAMES.personal),
    gateway: guarded(
      nameMentions(
        createGateway({
          credentials,
          forgetCredentials: credentials.forget,
          postJson,
          timeoutMs: TIMEOUTS.gatewayCall * 1000,
        }),
        createGroupNames(createDynamoDirectory(journal)),
        metrics,
      ),
    ),
  },
  official: {
    breaker: breakerOf(UPSTREAM_NAMES.official),
    gateway: guarded(
      officialGateway(
        { client, table: state },
        secretReader(requireEnv(ENV.officialAccountsSecretId), officialAccountsSchema, observability),
        postJson,
        observability,
      ),
    ),
  },
};

const sqs = new SQSClient(awsDefaults);
const parking = createDynamoParking({ client, table: state });
const changeVisibility = createLaneVisibility(sqs, {
  live: requireEnv(ENV.outboundLiveQueueUrl),
  bulk: requireEnv(ENV.outboundBulkQueueUrl),
});
const events = createLazyEvents({ busName: requireEnv(ENV.eventBusName), client: awsDefaults });
const pulses = createDynamoPulses({ client, configTable: config, stateTable: state, now: systemClock.now });
const shared = { lane, accounts, parking, changeVisibility, events, clock: systemClock, metrics, log };

/** A beat may come so much sooner than need be, ms: that spares a write for most sends. */
const ALIVE_EVERY = 15_000;

const endIfStopped = createEndIfStopped({
  runs: createDynamoBroadcastRuns(journal),
  ledger,
  clock: systemClock,
  metrics,
});
const sendOne = createSendCommand({
  ledger,
  upstreams,
  alive: createNotePulse({ note: pulses.alive, every: ALIVE_EVERY, clock: systemClock, log }),
  accounts,
  move: createMoveAccount({
    ...shared,
    tasks: createSqsAccountTasks({ client: sqs, queueUrl: requireEnv(ENV.accountTasksQueueUrl) }),
    beats: createSqsBeats({ client: sqs, queueUrl: requireEnv(ENV.heartbeatsQueueUrl), clock: systemClock }),
    wake: createWakeParked(shared),
  }),
  events,
  clock: systemClock,
  newId: newUlid,
  metrics,
  log,
});
const send = createSendOutbound({
  lane,
  accounts,
  settings: createDynamoSettings({ client, table: config }),
  buckets: createDynamoTokenBuckets({ client, table: state }),
  upstreams,
  clock: systemClock,
  log,
  sendOne: isBulk ? sendIfGoing(sendOne, endIfStopped) : sendOne,
});

export const handler = createHandler({
  ...observability,
  now: systemClock.now,
  park: createParkCommands(shared),
  send: isBulk ? createSendBulk({ endIfStopped, send, log }) : send,
});
