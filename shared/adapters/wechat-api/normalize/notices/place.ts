import type { MessageHead } from "../../../../messages/domain/inbound-message.ts";

/** Where a notice came, and the wxid of the account that got it, for "you". */
export type Place = Pick<MessageHead, "chat" | "wxid">;
