import type { Accounts } from "../../../shared/accounts/application/ports/accounts.ts";
import { createDynamoConversations } from "../../../shared/conversations/adapters/dynamo-conversations.ts";
import { createDynamoPauseHistory } from "../../../shared/conversations/adapters/dynamo-pause-history.ts";
import type { Conversations } from "../../../shared/conversations/application/ports/conversations.ts";
import type { PauseHistory } from "../../../shared/conversations/application/ports/pause-history.ts";
import type { TableOptions } from "../../../shared/platform/dynamodb/table.ts";
import type { Runtime } from "../http/runtime.ts";

/** What the routes of conversations need. */
export type ConversationPorts = Pick<Runtime, "clock" | "metrics"> & {
  readonly accounts: Pick<Accounts, "get">;
  readonly conversations: Conversations;
  readonly pauses: PauseHistory;
};

/** The ports that conversations bring. */
export function createConversationPorts({
  state,
  journal,
}: {
  readonly state: TableOptions;
  readonly journal: TableOptions;
}): Pick<ConversationPorts, "conversations" | "pauses"> {
  return { conversations: createDynamoConversations(state), pauses: createDynamoPauseHistory(journal) };
}
