import type { Accounts } from "../../../shared/accounts/application/ports/accounts.ts";
import { createDynamoConversations } from "../../../shared/conversations/adapters/dynamo-conversations.ts";
import type { Conversations } from "../../../shared/conversations/application/ports/conversations.ts";
import type { TableOptions } from "../../../shared/platform/dynamodb/table.ts";
import type { Runtime } from "../http/runtime.ts";

/** What the routes of conversations need. */
export type ConversationPorts = Pick<Runtime, "clock" | "metrics"> & {
  readonly accounts: Pick<Accounts, "get">;
  readonly conversations: Conversations;
};

/** The port that conversations bring. */
export function createConversationPorts({
  state,
}: {
  readonly state: TableOptions;
}): Pick<ConversationPorts, "conversations"> {
  return { conversations: createDynamoConversations(state) };
}
