import { EventField, RuleTargetInput } from "aws-cdk-lib/aws-events";
import { Duration } from "aws-cdk-lib/core";
import type { Construct } from "constructs";
import { ENV, EVENTS, INDEXES, TIMEOUTS } from "../../shared/names.ts";
import { onQueue, onTable, readsSecret } from "../constructs/functions/grants.ts";
import { QueueFunction } from "../constructs/functions/queue.ts";
import { QueueRule } from "../constructs/lanes/queue-rule.ts";
import { defineCapability, type Fleet } from "./capability.ts";

/** Views of contacts and groups: synced when an account comes online, and every hour where a sync is due. */
export const directory = defineCapability({
  lanes: {
    directory: {
      kind: "standard",
      workTimeout: TIMEOUTS.directory,
      maxReceiveCount: 5,
      retention: Duration.days(1),
      acceptsEvents: true,
      late: {
        // Syncs are spread over 15 minutes, and two run at once.
        after: 3600,
        zh: "通讯录同步任务等待超过一小时，联系人和群资料变旧：请查看函数 directory 的日志和错误。",
        en: "Syncs of contacts and groups wait for over an hour, and the views grow old: see the log of the function directory.",
      },
    },
  },
  functions: (scope: Construct, { common, settings, stateful }: Fleet<"directory">) => {
    const { config, state, journal, bus, lanes, secrets } = stateful;
    const { queue } = lanes.directory;
    const views = new QueueFunction(scope, "Directory", {
      ...common,
      name: "directory",
      description: "Keeps the views of contacts and groups up to date",
      queuesItself: true,
      timeout: TIMEOUTS.directory,
      lane: lanes.directory,
      state,
      maximumConcurrency: settings.directoryMaximumConcurrency,
      grants: [
        onTable(config, ENV.configTable, ["GetItem", "Query"], [INDEXES.configByKind.name]),
        onTable(journal, ENV.journalTable, ["GetItem", "PutItem", "UpdateItem", "DeleteItem", "Query"]),
        onQueue(queue, ENV.directoryQueueUrl, "SendMessage"),
        readsSecret(secrets.gateway, ENV.gatewaySecretId),
      ],
    });
    const comesOnline = {
      source: [EVENTS.source],
      detailType: [EVENTS.accountStateChanged],
      detail: { to: ["ONLINE"] },
    };
    const syncAccount = {
      type: "sync-account",
      appId: EventField.fromPath("$.detail.appId"),
      request: EventField.eventId,
    };
    new QueueRule(scope, "DirectoryOnline", {
      on: { bus, pattern: comesOnline },
      queue,
      failures: common.failures,
      input: RuleTargetInput.fromObject(syncAccount),
    });
    new QueueRule(scope, "DirectoryHourly", {
      on: { every: Duration.hours(1) },
      queue,
      failures: common.failures,
      input: RuleTargetInput.fromObject({ type: "sync-due" }),
    });
    return { directory: views };
  },
});
