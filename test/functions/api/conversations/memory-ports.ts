import type { createConversationPorts } from "../../../../functions/api/conversations/ports.ts";
import { createMemoryConversations } from "../../../../shared/conversations/adapters/memory-conversations.ts";
import { createMemoryPauseHistory } from "../../../../shared/conversations/adapters/memory-pause-history.ts";

export function memoryConversationPorts(): ReturnType<typeof createConversationPorts> {
  return { conversations: createMemoryConversations(), pauses: createMemoryPauseHistory() };
}
