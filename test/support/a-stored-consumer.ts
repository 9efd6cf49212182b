import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { createConsumeInbound } from "../../shared/decisions/application/consume-inbound.ts";
import { createReadFacts } from "../../shared/decisions/application/read-facts.ts";
import { createMemoryBodyStore } from "../../shared/inbound/adapters/memory-body-store.ts";
import { createRecordBehaviour } from "../../shared/profiles/application/record-behaviour.ts";
import { createRouter, NO_ROUTING } from "../../shared/routing/domain/routing.ts";
import { compileRules } from "../../shared/rules/domain/judging/engine.ts";
import type { Rule } from "../../shared/rules/domain/rule.ts";
import { recordingDirectoryQueue } from "./a-directory.ts";
import { fakeClock } from "./fake-clock.ts";
import { recordingObservability } from "./recording-observability.ts";
import {
  recordingAccountTasks,
  recordingAiQueue,
  recordingDeliveryQueue,
  recordingEvents,
  recordingOutboundQueue,
} from "./recording-ports.ts";
import type { Storage } from "./storage.ts";

/** A consumer over stored tables, with recording queues. */
export function aStoredConsumer(storage: Storage, rules: readonly Rule[]) {
  const clock = fakeClock();
  const observed = recordingObservability();
  const outbound = recordingOutboundQueue();
  const compiled = compileRules({ version: 1, rules: [...rules] });
  const router = createRouter(NO_ROUTING);
  const consume = createConsumeInbound({
    ...storage,
    directory: recordingDirectoryQueue().queue,
    groups: storage.directory,
    facts: createReadFacts(storage),
    outbound,
    ai: recordingAiQueue(),
    deliveries: recordingDeliveryQueue(),
    tasks: recordingAccountTasks(),
    bodies: createMemoryBodyStore(),
    events: recordingEvents(),
    noteSignOfLife: async () => undefined,
    checkWhetherBack: async () => undefined,
    profileScope: "addressed",
    rules: async () => compiled,
    routing: async () => router,
    recordBehaviour: createRecordBehaviour({
      profiles: storage.profiles,
      announce: async () => undefined,
      clock,
      ...observed,
    }),
    clock,
    ...observed,
  });
  return { consume, outbound, clock };
}

/** A client that counts its calls by the names of their commands. */
export function countingClient(client: DynamoDBClient) {
  const calls = new Map<string, number>();
  const send = (command: Parameters<DynamoDBClient["send"]>[0]) => {
    const name = command.constructor.name.replace(/Command$/, "");
    calls.set(name, (calls.get(name) ?? 0) + 1);
    return client.send(command);
  };
  const counting = new Proxy(client, { get: (object, name) => (name === "send" ? send : Reflect.get(object, name)) });
  return { client: counting, calls };
}
