import * as z from "zod";
import { createDynamoAccountStore } from "../../shared/accounts/adapters/dynamo-store.ts";
import { createDynamoAiSettings } from "../../shared/ai/adapters/dynamo-settings.ts";
import { effectiveAiSettings } from "../../shared/ai/domain/settings.ts";
import { createDynamoConversations } from "../../shared/conversations/adapters/dynamo-conversations.ts";
import { createDynamoAiJournal } from "../../shared/decisions/adapters/dynamo-ai-journal.ts";
import { createDynamoJournal } from "../../shared/decisions/adapters/dynamo-journal.ts";
import { createReadFacts } from "../../shared/decisions/application/read-facts.ts";
import { type SealEnvelopeDeps, sealEnvelope } from "../../shared/inbound/application/seal-envelope.ts";
import type { Envelope } from "../../shared/inbound/domain/envelope.ts";
import { cached } from "../../shared/kernel/application/cached.ts";
import type { Log, Metrics } from "../../shared/kernel/application/ports/runtime.ts";
import { requireEnv } from "../../shared/lambda/env.ts";
import { newUlid, systemClock, withinTime } from "../../shared/lambda/system.ts";
import { ENV } from "../../shared/names.ts";
import { createDynamoUploadedMedia } from "../../shared/official/adapters/dynamo-uploaded-media.ts";
import { createDynamoSettings } from "../../shared/operators/adapters/dynamo-settings.ts";
import { createDynamoLedger } from "../../shared/outbound/adapters/dynamo-ledger.ts";
import { createDynamoWaits } from "../../shared/passive/adapters/dynamo-waits.ts";
import { createAnswerCallback } from "../../shared/passive/application/answer-callback.ts";
import { createAwaitAi } from "../../shared/passive/application/await-ai.ts";
import { createJudgeInCallback } from "../../shared/passive/application/judge-in-callback.ts";
import { createKnownFiles } from "../../shared/passive/application/known-files.ts";
import { createNoteAnswer } from "../../shared/passive/application/note-answer.ts";
import type { connectDynamo } from "../../shared/platform/dynamodb/connect.ts";
import { createDynamoLeases } from "../../shared/platform/dynamodb/leases.ts";
import type { TableOptions } from "../../shared/platform/dynamodb/table.ts";
import { PROFILE_SCOPES } from "../../shared/profiles/domain/change.ts";
import { createDynamoRoutingTables } from "../../shared/routing/adapters/dynamo-tables.ts";
import { createCurrentRouting } from "../../shared/routing/application/current-routing.ts";
import { createDynamoCooldowns } from "../../shared/rules/adapters/dynamo-cooldowns.ts";
import { createDynamoRules } from "../../shared/rules/adapters/dynamo-rules.ts";
import { createCurrentRules } from "../../shared/rules/application/current-rules.ts";

/** How long accounts and settings are used before they are read again, ms: as long as the consumer uses them. */
const CACHE = 5000;

/** Official Accounts are written to by people, who have openids, and never by accounts of the fleet. */
const NO_OWN_WXIDS: ReadonlySet<string> = new Set();

/** Official Accounts have no contacts, and so no names of people. */
const NO_NAMES = { contact: async () => undefined, members: async () => [] };

/** All that answers need beside what every callback has. */
export function connectPassive(deps: {
  readonly client: ReturnType<typeof connectDynamo>;
  readonly stateTable: string;
  readonly journalTable: string;
  readonly sealing: SealEnvelopeDeps;
  readonly accept: (envelope: Envelope) => Promise<Envelope>;
  readonly metrics: Metrics;
  readonly log: Log;
}) {
  const { client, stateTable, journalTable, sealing, accept, metrics, log } = deps;
  const runtime = { clock: systemClock, within: withinTime, metrics, log };
  const config = { client, table: requireEnv(ENV.configTable) };
  const journal = createDynamoJournal({ client, table: journalTable });
  const accounts = createDynamoAccountStore(config);
  const account = cached(systemClock, CACHE, (appId) => accounts.get(appId));
  const settingsStore = createDynamoSettings(config);
  const settings = cached(systemClock, CACHE, () => settingsStore.get());
  const conversations = createDynamoConversations({ client, table: stateTable });
  const rules = createCurrentRules({ rules: createDynamoRules(config), ...runtime });
  const routing = createCurrentRouting({ routing: createDynamoRoutingTables(config), ...runtime });
  return createAnswerCallback({
    ...runtime,
    judge: createJudgeInCallback({
      facts: createReadFacts({
        journal,
        cooldowns: createDynamoCooldowns({ client, table: stateTable }),
        conversations,
        directory: NO_NAMES,
        // Messages whose rules ask for a person's tags are left to the consumer.
        profiles: { get: async () => undefined },
      }),
      settings: () => settings.get("fleet"),
      profileScope: z.enum(PROFILE_SCOPES).parse(requireEnv(ENV.profileScope)),
      account: account.get,
    }),
    basis: async () => {
      const [current, router] = await Promise.all([rules(), routing()]);
      return { rules: current, router, ownWxids: NO_OWN_WXIDS };
    },
    account: account.get,
    journal,
    awaitAi: createAwaitAi({
      ...runtime,
      journal: createDynamoAiJournal({ client, table: journalTable }),
      waits: createDynamoWaits({ client, table: stateTable }),
      leases: createDynamoLeases({ client, table: stateTable }),
      conversations,
      waitingWords: createWaitingWords(config),
      newId: newUlid,
    }),
    knownFiles: createKnownFiles({
      ...runtime,
      uploaded: createDynamoUploadedMedia({ client, table: stateTable }),
    }),
    noteAnswer: createNoteAnswer({ ledger: createDynamoLedger({ client, table: journalTable }), ...runtime }),
    seal: (message, lanes, id) =>
      sealEnvelope(id === undefined ? sealing : { ...sealing, newId: () => id }, message, lanes),
    accept,
  });
}

/** What people read while the AI thinks, by account. */
function createWaitingWords(config: TableOptions): (appId: string) => Promise<string> {
  const settings = createDynamoAiSettings(config);
  const fleet = cached(systemClock, CACHE, () => settings.fleet());
  const own = cached(systemClock, CACHE, (appId) => settings.account(appId));
  return async (appId) => effectiveAiSettings(await fleet.get(""), await own.get(appId)).waiting;
}
