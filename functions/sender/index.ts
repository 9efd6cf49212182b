import * as z from "zod";
import { createDynamoPulses } from "../../shared/accounts/adapters/dynamo-pulses.ts";
import { createDynamoAccountStore } from "../../shared/accounts/adapters/dynamo-store.ts";
import { createSqsBeats } from "../../shared/accounts/adapters/sqs-beats.ts";
import { createSqsAccountTasks } from "../../shared/accounts/adapters/sqs-tasks.ts";
import { createNotePulse } from "../../shared/accounts/application/heartbeat/note-pulse.ts";
import { createMoveAccount } from "../../shared/accounts/application/move-account.ts";
import { createLazyEvents } from "../../shared/adapters/eventbridge/lazy-events.ts";
import { createDynamoBroadcastRuns } from "../../shared/broadcasts/adapters/dynamo-runs.ts";
import { createEndIfStopped } from "../../shared/broadcasts/application/end-if-stopped.ts";
import { createSendBulk, sendIfGoing } from "../../shared/broadcasts/application/send-bulk.ts";
import { createCircuitBreakers, SHARED_RULE } from "../../shared/kernel/application/circuit-breaker.ts";
import { awsDefaults } from "../../shared/lambda/aws-defaults.ts";
import { connectFifoLane } from "../../shared/lambda/connect-fifo-lane.ts";
import { requireEnv } from "../../shared/lambda/env.ts";
import { createObservability } from "../../shared/lambda/observability.ts";
import { newUlid, systemClock } from "../../shared/lambda/system.ts";
import { ENV } from "../../shared/names.ts";
import { createDynamoSettings } from "../../shared/operators/adapters/dynamo-settings.ts";
import { createDynamoAccountCircuits } from "../../shared/outbound/adapters/dynamo-account-circuits.ts";
import { createDynamoLedger } from "../../shared/outbound/adapters/dynamo-ledger.ts";
import { createDynamoLostFriends } from "../../shared/outbound/adapters/dynamo-lost-friends.ts";
import { createDynamoParking } from "../../shared/outbound/adapters/dynamo-parking.ts";
import { createDynamoSendLocks } from "../../shared/outbound/adapters/dynamo-send-locks.ts";
import { createDynamoTokenBuckets } from "../../shared/outbound/adapters/dynamo-token-buckets.ts";
import { createLaneVisibility } from "../../shared/outbound/adapters/sqs-visibility.ts";
import { createParkCommands } from "../../shared/outbound/application/park-commands.ts";
import type { Gateway } from "../../shared/outbound/application/ports/outbound.ts";
import { createHoldUnasked } from "../../shared/outbound/application/quotas/hold-unasked.ts";
import { createTokensAhead } from "../../shared/outbound/application/quotas/tokens-ahead.ts";
import { createReportCircuit } from "../../shared/outbound/application/report-circuit.ts";
import { createAccountBreaker } from "../../shared/outbound/application/sending/account-breaker.ts";
import { lockSends } from "../../shared/outbound/application/sending/lock-sends.ts";
import { createSendCommand } from "../../shared/outbound/application/sending/send-command.ts";
import { createSendOutbound } from "../../shared/outbound/application/sending/send-outbound.ts";
import { createUnfinished } from "../../shared/outbound/application/sending/unfinished.ts";
import { createUpstreams } from "../../shared/outbound/application/sending/upstreams.ts";
import { createWindowCheck, type ReadActed } from "../../shared/outbound/application/sending/window-check.ts";
import { createWakeParked } from "../../shared/outbound/application/wake-parked.ts";
import { lanes } from "../../shared/outbound/domain/lane.ts";
import { createDynamoCircuits } from "../../shared/platform/dynamodb/circuits.ts";
import { connectDynamo } from "../../shared/platform/dynamodb/connect.ts";
import { createPostJson } from "../../shared/platform/http/post-json.ts";
import { createSendRequest } from "../../shared/platform/http/send-request.ts";
import { connectSqs } from "../../shared/platform/sqs/connect.ts";
import { createGateways } from "./gateways.ts";
import { createHandler } from "./handler.ts";

/** Two functions run this code, one a lane: neither takes the other's concurrency. */
const lane = z.enum(lanes).parse(requireEnv(ENV.outboundLane));
const observability = createObservability("sender", { lane });
const { log, metrics } = observability;
const client = connectDynamo(awsDefaults);
const config = requireEnv(ENV.configTable);
const state = requireEnv(ENV.stateTable);
/** Claims and ends of groups that are sent side by side go in one call, and so do reads. */
const joins = true;
const accounts = createDynamoAccountStore({ client, table: config, joins });
const journal = { client, table: requireEnv(ENV.journalTable), joins } as const;

const ledger = createDynamoLedger(journal);
const isBulk = lane === "bulk";
const locks = createDynamoSendLocks({ client, table: state });
const request = createSendRequest();
const gateways = createGateways({
  config: { client, table: config },
  journal,
  state: { client, table: state },
  request,
  postJson: createPostJson(request),
  observability,
});
/**
 * A broadcast does not send the same to the same recipient twice within minutes (decision 24). Replies are not guarded.
 */
const guard = (gateway: Pick<Gateway, "send">) =>
  isBulk ? lockSends(gateway, { locks, ledger, clock: systemClock, metrics, log }) : gateway;

const sqs = connectSqs(awsDefaults);
const parking = createDynamoParking({ client, table: state });
const changeVisibility = createLaneVisibility(sqs, {
  live: requireEnv(ENV.outboundLiveQueueUrl),
  bulk: requireEnv(ENV.outboundBulkQueueUrl),
});
const events = createLazyEvents({ busName: requireEnv(ENV.eventBusName), client: awsDefaults });
const pulses = createDynamoPulses({ client, configTable: config, stateTable: state, now: systemClock.now });
const reportCircuit = createReportCircuit({ events, log });
const runtime = { clock: systemClock, metrics, log };
const breakerOf = createCircuitBreakers({
  ...runtime,
  circuits: createDynamoCircuits({ client, table: state }),
  rule: SHARED_RULE,
  kind: "upstream",
  staysOpen: reportCircuit,
});
const upstreams = createUpstreams(gateways, breakerOf, guard);
const ahead = createTokensAhead({
  buckets: createDynamoTokenBuckets({ client, table: state }),
  circuits: createDynamoAccountCircuits({ client, table: state }),
  log,
});
const accountBreaker = createAccountBreaker({
  ...runtime,
  circuits: ahead.circuits,
  staysOpen: reportCircuit,
});
const unfinished = createUnfinished({ log });
const shared = { lane, accounts, parking, changeVisibility, events, clock: systemClock, metrics, log };

/**
 * A send's sign of life is written at most this often, ms. A beat may come that much too early; most sends need no
 * write.
 */
const ALIVE_EVERY = 15_000;

const endIfStopped = createEndIfStopped({
  runs: createDynamoBroadcastRuns(journal),
  ledger,
  clock: systemClock,
  metrics,
});
const settings = createDynamoSettings({ client, table: config });
/** Loaded with the first message that answers nothing, at an account whose people open windows. */
let readActed: Promise<ReadActed> | undefined;
async function loadReadActed(): Promise<ReadActed> {
  const [{ createDynamoProfiles }, { createReadActed }] = await Promise.all([
    import("../../shared/profiles/adapters/dynamo-profiles.ts"),
    import("../../shared/profiles/application/read-acted.ts"),
  ]);
  return createReadActed({ profiles: createDynamoProfiles(journal), clock: systemClock });
}
const isWindowShut = createWindowCheck({
  async readActed(keys) {
    // Profiles that are written no longer do not say what people did since.
    if (requireEnv(ENV.profileScope) === "off") return [];
    readActed ??= loadReadActed();
    return (await readActed)(keys);
  },
  settings,
  clock: systemClock,
  log,
});
const sendOne = createSendCommand({
  lane,
  isWindowShut,
  ledger,
  holdUnasked: createHoldUnasked({ ...runtime, settings, buckets: ahead.buckets, events }),
  upstreams,
  accountBreaker,
  unfinished,
  lostFriends: createDynamoLostFriends({ client, table: state, joins }),
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
  settings,
  buckets: ahead.buckets,
  accountBreaker,
  unfinished,
  clock: systemClock,
  log,
  sendOne: isBulk ? sendIfGoing(sendOne, endIfStopped) : sendOne,
});

export const handler = createHandler({
  ...observability,
  lane: connectFifoLane(client, observability),
  now: systemClock.now,
  park: createParkCommands(shared),
  send: isBulk ? createSendBulk({ endIfStopped, send, log }) : send,
});
