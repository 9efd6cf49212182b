import type { Construct } from "constructs";
import { ENV, TIMEOUTS } from "../../shared/names.ts";
import { onQueue, onTable, putsEvents, readsSecret } from "../constructs/functions/grants.ts";
import { QueueFunction } from "../constructs/functions/queue.ts";
import { counted } from "../constructs/metrics.ts";
import { defineCapability, type Fleet } from "./capability.ts";
import { setsRecordsAside } from "./dead-letters.ts";
import { reorderedAlarm } from "./reordered.ts";

/** Questions of rules to a language model. */
export const ai = defineCapability({
  lanes: {
    // An answer is of use for an hour: what our own storage refuses ten times is for a person to look at.
    ai: {
      kind: "fifo",
      workTimeout: TIMEOUTS.ai,
      maxReceiveCount: 10,
      late: {
        after: 600,
        zh: "向 AI 提出的问题等待超过十分钟：请查看函数 ai 的日志和 AI 接口的状态。",
        en: "Questions to the AI wait for over ten minutes: see the log of the function ai, and the endpoint's state.",
      },
    },
  },
  functions: (scope: Construct, { common, settings, stateful }: Fleet<"ai" | "outboundLive">) => {
    const { config, state, journal, bus, lanes, secrets } = stateful;
    const replies = new QueueFunction(scope, "Ai", {
      ...common,
      name: "ai",
      description: "Has questions answered by a language model, and queues the answers",
      timeout: TIMEOUTS.ai,
      invocationsPerProcess: 16,
      lane: lanes.ai,
      state,
      maximumConcurrency: settings.aiMaximumConcurrency,
      grants: [
        onQueue(lanes.outboundLive.queue, ENV.outboundLiveQueueUrl, "SendMessage"),
        onTable(journal, ENV.journalTable, ["GetItem", "UpdateItem", "Query"]),
        onTable(config, ENV.configTable, ["GetItem"]),
        onTable(state, ENV.stateTable, ["GetItem", "PutItem", "UpdateItem", "DeleteItem"]),
        readsSecret(secrets.ai, ENV.aiSecretId),
        putsEvents(bus),
        ...setsRecordsAside(stateful),
      ],
    });
    return { ai: replies };
  },
  alarms: [
    reorderedAlarm("AiReorderedAlarm", "ai"),
    {
      id: "AiCircuitAlarm",
      metric: () => counted("CircuitOpened", "ai", { circuit: "upstream" }),
      withoutData: "ok",
      zh: "AI 接口的调用有半数以上失败，用户收到的是备用回复：请看函数 ai 的日志和接口状态。",
      en: "Half of the calls to the AI's endpoint or more fail: users get the fallback. See the log of the function ai.",
    },
  ],
});
