import { Duration } from "aws-cdk-lib/core";
import type { Construct } from "constructs";
import { ENV, EVENTS, INDEXES, TIMEOUTS } from "../../shared/names.ts";
import { onRows, onTable, opens, putsEvents, readsSecret, seals } from "../constructs/functions/grants.ts";
import { QueueFunction } from "../constructs/functions/queue.ts";
import { ScheduledFunction } from "../constructs/functions/scheduled.ts";
import { counted } from "../constructs/metrics.ts";
import { type AccountMoveLanes, queuesAccountWork, wakesCommands } from "./account-moves.ts";
import { defineCapability, type Fleet } from "./capability.ts";
import { setsRecordsAside } from "./dead-letters.ts";

const ofLane = (metric: string, lane: "live" | "bulk") => counted(metric, "sender", { lane });
const commandUnknown = ofLane(EVENTS.commandUnknown, "live");
const commandFailed = ofLane(EVENTS.commandFailed, "live");
const broadcastUnknown = ofLane(EVENTS.commandUnknown, "bulk");
const broadcastFailed = ofLane(EVENTS.commandFailed, "bulk");

/** A group that waits for its account is received again and again: the ledger decides on poison, not this count. */
const MOST_RECEIVES = 1000;

/** Commands on their way out: one lane and one sender for replies, one of each for broadcasts. */
export const outbound = defineCapability({
  lanes: {
    outboundLive: {
      kind: "fifo",
      workTimeout: TIMEOUTS.sender,
      maxReceiveCount: MOST_RECEIVES,
      late: {
        after: "untaken",
        zh: "待发送的回复二十分钟无人取走：sender 已停止工作，请查看它的日志、错误和事件源。",
        en: "Replies wait, and the sender has received no message for twenty minutes: see its log, its errors and its event source.",
      },
    },
    outboundBulk: {
      kind: "fifo",
      workTimeout: TIMEOUTS.sender,
      maxReceiveCount: MOST_RECEIVES,
      late: {
        after: "untaken",
        zh: "待发送的群发消息二十分钟无人取走：群发的 sender 已停止工作，请查看它的日志、错误和事件源。",
        en: "Broadcasts wait, and no command was received for twenty minutes: the bulk sender stands still. See its log and event source.",
      },
    },
  },
  functions: (scope: Construct, fleet: Fleet<AccountMoveLanes>) => ({
    ...senders(scope, fleet),
    ledgerSweep: ledgerSweep(scope, fleet),
  }),
  alarms: [
    {
      // Commands of accounts that are offline are left out: they wait for their account.
      id: "ReplyWaitsAlarm",
      metric: () => ofLane("CommandWaits", "live").with({ statistic: "Maximum" }),
      threshold: 600_000,
      periods: 3,
      withoutData: "ok",
      zh: "账号在线，回复却等待超过十分钟：请查看是否达到发送限额、熔断是否打开（CircuitOpened），以及网关状态。",
      en: "Replies of accounts that are online wait for over ten minutes: look at limits, at CircuitOpened and at the gateway.",
    },
    {
      id: "CommandUnknownAlarm",
      metric: () => commandUnknown,
      withoutData: "ok",
      zh: "有指令不知是否已发出：请查看聊天，未送达再重发。",
      en: "A command may or may not have been sent. An operator looks at the chat, and resends it or lets it be.",
    },
    // Refused commands of broadcasts ring no alarm: recipients leave, and a run's figures show it.
    {
      id: "BroadcastUnknownAlarm",
      metric: () => broadcastUnknown,
      withoutData: "ok",
      zh: "群发中有消息不知是否已发出：请查看该次群发中状态为 unknown 的指令，未送达再重发。",
      en: "Commands of a broadcast may or may not have been sent: see those in unknown, and resend what did not arrive.",
    },
    {
      id: "CommandFailedAlarm",
      metric: () => commandFailed,
      withoutData: "ok",
      zh: "有指令被最终拒绝：原因见 GET /api/commands?state=failed，解决后重发。",
      en: "A command was refused for good. GET /api/commands?state=failed says why; resend it when mended.",
    },
  ],
  counts: [
    commandUnknown,
    commandFailed,
    broadcastUnknown.with({ label: "CommandUnknown of broadcasts" }),
    broadcastFailed.with({ label: "CommandFailed of broadcasts" }),
  ],
});

function senders(scope: Construct, { common, settings, stateful }: Fleet<AccountMoveLanes>) {
  const { config, state, journal, bus, lanes, secrets, sealKey } = stateful;
  const both = {
    ...common,
    name: "sender",
    timeout: TIMEOUTS.sender,
    invocationsPerProcess: 16,
    callsWeChat: true,
    grants: [
      ...wakesCommands(lanes),
      ...queuesAccountWork(lanes),
      onTable(journal, ENV.journalTable, [
        "BatchGetItem",
        "GetItem",
        "PutItem",
        "PartiQLInsert",
        "PartiQLUpdate",
        "UpdateItem",
      ]),
      onTable(config, ENV.configTable, ["BatchGetItem", "GetItem", "UpdateItem"]),
      onTable(state, ENV.stateTable, ["BatchGetItem", "GetItem", "PutItem", "UpdateItem", "DeleteItem"]),
      readsSecret(secrets.gateway, ENV.gatewaySecretId),
      readsSecret(secrets.officialAccounts, ENV.officialAccountsSecretId),
      // Refresh tokens of authorized accounts change with their tokens.
      onRows(config, ENV.configTable, "authorization#", ["PutItem"]),
      opens(sealKey, ["app-secrets", "component-tokens"]),
      seals(sealKey, ["component-tokens"]),
      putsEvents(bus),
      ...setsRecordsAside(stateful),
    ],
  };
  const sender = new QueueFunction(scope, "Sender", {
    ...both,
    description:
      "Sends replies and operators' commands through the gateway or WeChat's platform, within the accounts' rates",
    environment: { [ENV.outboundLane]: "live", [ENV.profileScope]: settings.profiles },
    lane: lanes.outboundLive,
    state,
    maximumConcurrency: settings.senderMaximumConcurrency,
  });
  // A function of its own: a broadcast never takes the concurrency of replies.
  const bulkSender = new QueueFunction(scope, "BulkSender", {
    ...both,
    description:
      "Sends the commands of broadcasts through the gateway or WeChat's platform, by what the accounts' rates leave to them",
    environment: { [ENV.outboundLane]: "bulk", [ENV.profileScope]: settings.profiles },
    lane: lanes.outboundBulk,
    state,
    maximumConcurrency: settings.bulkSenderMaximumConcurrency,
  });
  return { sender, bulkSender };
}

function ledgerSweep(scope: Construct, { common, stateful }: Fleet<AccountMoveLanes>): ScheduledFunction {
  return new ScheduledFunction(scope, "LedgerSweep", {
    ...common,
    name: "ledger-sweep",
    description: "Ends commands of broken-off requests whose time is over",
    timeout: TIMEOUTS.ledgerSweep,
    every: Duration.hours(1),
    grants: [onTable(stateful.journal, ENV.journalTable, ["GetItem", "PutItem"], [INDEXES.journalByAttention.name])],
  });
}
