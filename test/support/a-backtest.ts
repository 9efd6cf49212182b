import { expect } from "vitest";
import { createMemoryBroadcasts } from "../../shared/broadcasts/adapters/memory-broadcasts.ts";
import { createMemoryOptOuts } from "../../shared/broadcasts/adapters/memory-opt-outs.ts";
import { createMemoryBroadcastRuns } from "../../shared/broadcasts/adapters/memory-runs.ts";
import { createMemoryPauseHistory } from "../../shared/conversations/adapters/memory-pause-history.ts";
import {
  createMuteConversation,
  createReleaseConversation,
} from "../../shared/conversations/application/mute-conversation.ts";
import { type BacktestRequest, createBacktestRules } from "../../shared/decisions/application/backtest/run.ts";
import { createMemoryDirectory } from "../../shared/directory/adapters/memory-directory.ts";
import type { InboundMessage } from "../../shared/messages/domain/inbound-message.ts";
import { createMemoryRoutingTables } from "../../shared/routing/adapters/memory-tables.ts";
import type { RoutingTable } from "../../shared/routing/domain/routing.ts";
import { routingDraftSchema } from "../../shared/routing/domain/routing.ts";
import type { Rule } from "../../shared/rules/domain/rule.ts";
import { setUpConsumer } from "./a-consumer.ts";
import { anEnvelope, anInboundText } from "./builders.ts";

const ask = { lastMessages: 100, onlyChanges: false, limit: 100, source: "draft" as const };

/** A consumer with the rules `inForce`, the operators beside it, and a backtest over its journal. */
export function setUpBacktest(inForce: readonly Rule[], options: Parameters<typeof setUpConsumer>[2] = {}) {
  const world = setUpConsumer(inForce, undefined, options);
  const { clock, conversations } = world;
  const pauses = createMemoryPauseHistory();
  const tables = createMemoryRoutingTables();
  const broadcasts = createMemoryBroadcasts();
  const broadcastRuns = createMemoryBroadcastRuns();
  const optOuts = createMemoryOptOuts();
  const operating = { ...world, pauses };
  let count = 0;

  /** Receives a message one second after the one before; it is decided `delay` ms later. */
  async function hear(changes: Partial<InboundMessage> = {}, delay = 0): Promise<void> {
    count += 1;
    clock.advance(1000);
    const id = String(count).padStart(4, "0");
    const receivedAt = clock.now();
    const message = { ...anInboundText({ newMsgId: `7${id}`, sentAt: receivedAt }), ...changes } as InboundMessage;
    clock.advance(delay);
    const [fault] = await world.consume([{ ...anEnvelope({ id: `env-${id}`, message }), receivedAt }]);
    expect(fault).toBeUndefined();
  }

  /** Publishes a routing table, which the consumer then has. */
  async function route(draft: Parameters<typeof routingDraftSchema.parse>[0]): Promise<void> {
    const { entries } = routingDraftSchema.parse(draft);
    const version = (await tables.version()) + 1;
    const table: RoutingTable = { version, entries, webhooks: {}, publishedAt: clock.now(), publishedBy: "admin" };
    await tables.publish(table);
    world.routing.table = table;
  }

  function backtest(rules: readonly Rule[], request: Partial<BacktestRequest> = {}, revision = 1) {
    return createBacktestRules({
      ...world,
      routing: tables,
      pauses,
      broadcasts,
      broadcastRuns,
      optOuts,
      conversations,
      ruleSource: async () => ({ rules, revision }),
      history: world.journal.history,
      directory: createMemoryDirectory(),
    })({ ...ask, ...request });
  }

  return {
    ...world,
    pauses,
    tables,
    broadcasts,
    broadcastRuns,
    optOuts,
    hear,
    route,
    backtest,
    takeOver: createMuteConversation(operating),
    giveBack: createReleaseConversation(operating),
  };
}
