import * as z from "zod";
import type { Accounts } from "../../../shared/accounts/application/ports/accounts.ts";
import { createLazyBodyStore } from "../../../shared/adapters/s3/lazy-body-store.ts";
import type { Broadcasts } from "../../../shared/broadcasts/application/ports/broadcasts.ts";
import type { OptOuts } from "../../../shared/broadcasts/application/ports/opt-outs.ts";
import type { BroadcastRuns } from "../../../shared/broadcasts/application/ports/runs.ts";
import type { Conversations } from "../../../shared/conversations/application/ports/conversations.ts";
import type { PauseHistory } from "../../../shared/conversations/application/ports/pause-history.ts";
import { createDynamoMessageHistory } from "../../../shared/decisions/adapters/dynamo-message-history.ts";
import type { MessageHistory } from "../../../shared/decisions/application/ports/journal.ts";
import type { Directory } from "../../../shared/directory/application/ports/directory.ts";
import type { BodyStore } from "../../../shared/inbound/application/ports/body-store.ts";
import { awsDefaults } from "../../../shared/lambda/aws-defaults.ts";
import { requireEnv } from "../../../shared/lambda/env.ts";
import { ENV } from "../../../shared/names.ts";
import type { SettingsStore } from "../../../shared/operators/application/ports/settings.ts";
import type { TableOptions } from "../../../shared/platform/dynamodb/table.ts";
import type { Profiles } from "../../../shared/profiles/application/ports/profiles.ts";
import { PROFILE_SCOPES, type ProfileScope } from "../../../shared/profiles/domain/change.ts";
import type { RoutingTables } from "../../../shared/routing/application/ports/tables.ts";
import { createDynamoRuleDrafts } from "../../../shared/rules/adapters/dynamo-drafts.ts";
import { createDynamoRules } from "../../../shared/rules/adapters/dynamo-rules.ts";
import type { RuleDrafts, Rules } from "../../../shared/rules/application/ports/rules.ts";
import type { Runtime } from "../http/runtime.ts";

/** What the routes of rules need. */
export type RulePorts = Pick<Runtime, "clock" | "metrics"> & {
  readonly rules: Rules;
  readonly ruleDrafts: RuleDrafts;
  /** Webhooks and broadcasts that a rule names have to be there when it is published; backtests go through them. */
  readonly routing: Pick<RoutingTables, "version" | "table">;
  readonly broadcasts: Pick<Broadcasts, "get">;
  /** Past messages for a backtest, with what was known at the time. */
  readonly history: MessageHistory;
  readonly bodies: Pick<BodyStore, "get">;
  readonly accounts: Pick<Accounts, "list">;
  readonly directory: Pick<Directory, "contact" | "group" | "members">;
  readonly profiles: Pick<Profiles, "get">;
  readonly profileScope: ProfileScope;
  readonly settings: Pick<SettingsStore, "get">;
  readonly conversations: Pick<Conversations, "read">;
  readonly pauses: Pick<PauseHistory, "between">;
  readonly broadcastRuns: Pick<BroadcastRuns, "list">;
  readonly optOuts: Pick<OptOuts, "among">;
};

/** The ports that rules bring, by the environment. */
export function createRulePorts({
  config,
  journal,
}: {
  readonly config: TableOptions;
  readonly journal: TableOptions;
}): Pick<RulePorts, "rules" | "ruleDrafts" | "history" | "bodies" | "profileScope"> {
  return {
    rules: createDynamoRules(config),
    ruleDrafts: createDynamoRuleDrafts(config),
    history: createDynamoMessageHistory(journal),
    profileScope: z.enum(PROFILE_SCOPES).parse(requireEnv(ENV.profileScope)),
    bodies: createLazyBodyStore({ bucket: requireEnv(ENV.bodiesBucket), client: awsDefaults }),
  };
}
