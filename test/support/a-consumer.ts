import { createMemoryAccounts } from "../../shared/accounts/adapters/memory-accounts.ts";
import type { Account } from "../../shared/accounts/domain/account.ts";
import { createMemoryConversations } from "../../shared/conversations/adapters/memory-conversations.ts";
import { createMemoryGroupClaims } from "../../shared/conversations/adapters/memory-group-claims.ts";
import { createMemoryJournal } from "../../shared/decisions/adapters/memory-journal.ts";
import { createMemoryUnreadCounts } from "../../shared/decisions/adapters/memory-unread-counts.ts";
import { createConsumeInbound } from "../../shared/decisions/application/consume-inbound.ts";
import { createReadFacts } from "../../shared/decisions/application/read-facts.ts";
import { createMemoryDirectory } from "../../shared/directory/adapters/memory-directory.ts";
import { createMemoryBodyStore } from "../../shared/inbound/adapters/memory-body-store.ts";
import type { Events } from "../../shared/kernel/application/ports/events.ts";
import { createMemorySettings } from "../../shared/operators/adapters/memory-settings.ts";
import { createMemoryLostFriends } from "../../shared/outbound/adapters/memory-lost-friends.ts";
import { createMemoryProfiles } from "../../shared/profiles/adapters/memory-profiles.ts";
import { createAnnounceBehaviour } from "../../shared/profiles/application/announce-behaviour.ts";
import type { Profiles } from "../../shared/profiles/application/ports/profiles.ts";
import { createRecordBehaviour } from "../../shared/profiles/application/record-behaviour.ts";
import type { BehaviourEvents } from "../../shared/profiles/domain/behaviour-event.ts";
import { createRouter, NO_ROUTING } from "../../shared/routing/domain/routing.ts";
import { createMemoryCooldowns } from "../../shared/rules/adapters/memory-cooldowns.ts";
import { compileRules } from "../../shared/rules/domain/judging/engine.ts";
import type { Rule } from "../../shared/rules/domain/rule.ts";
import { recordingDirectoryQueue } from "./a-directory.ts";
import { anAccount } from "./builders.ts";
import { fakeClock } from "./fake-clock.ts";
import type { crashAt } from "./faults.ts";
import { recordingObservability } from "./recording-observability.ts";
import {
  recordingAccountTasks,
  recordingAiQueue,
  recordingDeliveryQueue,
  recordingEvents,
  recordingOutboundQueue,
} from "./recording-ports.ts";

/** The second registered account; the first is `wx_app_1`. */
export const MOBILE = "wx_app_2";

/**
 * A consumer over memory adapters that dies where `crash` says; `restart` gives a new consumer over the same storage.
 */
export function setUpConsumer(
  initial: readonly Rule[],
  crash?: ReturnType<typeof crashAt>,
  options: { accounts?: readonly Account[]; behaviourEvents?: BehaviourEvents } = {},
) {
  const { accounts = [anAccount(), anAccount({ appId: MOBILE })], behaviourEvents = "off" } = options;
  const rules = [...initial];
  const routing = { table: NO_ROUTING };
  const stores = {
    journal: createMemoryJournal(),
    cooldowns: createMemoryCooldowns(),
    profiles: createMemoryProfiles(),
    conversations: createMemoryConversations(),
    settings: createMemorySettings(),
    directory: createMemoryDirectory(),
    accounts: createMemoryAccounts(accounts),
    outbound: recordingOutboundQueue(),
    ai: recordingAiQueue(),
    deliveries: recordingDeliveryQueue(),
    tasks: recordingAccountTasks(),
    bodies: createMemoryBodyStore(),
    events: recordingEvents(),
    lane: recordingDirectoryQueue(),
    unreadCounts: createMemoryUnreadCounts(),
    lostFriends: createMemoryLostFriends(),
    groupClaims: createMemoryGroupClaims(),
  };
  const clock = fakeClock();
  const observed = recordingObservability();
  const heard: string[] = [];
  const back: string[] = [];
  const others = {
    facts: createReadFacts(stores),
    noteSignOfLife: async (appId: string) => void heard.push(appId),
    checkWhetherBack: async (appId: string) => void back.push(appId),
    profileScope: "addressed" as const,
    rules: async () => compileRules({ version: 1, rules }),
    routing: async () => createRouter(routing.table),
    clock,
    ...observed,
  };
  const recording = (profiles: Profiles, events: Events) =>
    createRecordBehaviour({
      profiles,
      announce: createAnnounceBehaviour({ mode: behaviourEvents, events, ...observed }),
      clock,
      ...observed,
    });
  const restart = () =>
    createConsumeInbound({
      ...stores,
      directory: stores.lane.queue,
      groups: stores.directory,
      recordBehaviour: recording(stores.profiles, stores.events),
      ...others,
    });
  const consume = crash
    ? createConsumeInbound({
        ...others,
        journal: crash.port(stores.journal),
        cooldowns: crash.port(stores.cooldowns),
        conversations: crash.port(stores.conversations),
        settings: crash.port(stores.settings),
        accounts: crash.port(stores.accounts),
        outbound: crash.port(stores.outbound),
        ai: crash.port(stores.ai),
        deliveries: crash.port(stores.deliveries),
        tasks: crash.port(stores.tasks),
        bodies: crash.port(stores.bodies),
        directory: crash.port(stores.lane.queue),
        groups: crash.port(stores.directory),
        unreadCounts: crash.port(stores.unreadCounts),
        groupClaims: crash.port(stores.groupClaims),
        lostFriends: crash.port(stores.lostFriends),
        events: crash.port(stores.events),
        recordBehaviour: recording(crash.port(stores.profiles), crash.port(stores.events)),
      })
    : restart();

  /** The texts that one account (or all of them) sent, in order. */
  function texts(appId?: string): string[] {
    const commands = stores.outbound.accepted().filter((command) => appId === undefined || command.appId === appId);
    return commands.map(({ content }) => (content.type === "text" ? content.text : content.type));
  }
  const { profileScope } = others;
  return { ...stores, ...observed, profileScope, rules, routing, heard, back, clock, consume, restart, texts };
}
