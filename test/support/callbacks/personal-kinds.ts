import {
  inboundMessageSchema,
  type MessageKind,
  type OfficialKind,
} from "../../../shared/messages/domain/inbound-message.ts";
import { officialKinds } from "../../../shared/messages/domain/official-kinds.ts";

/** The kinds of messages that the gateway of personal accounts delivers. */
export type PersonalKind = Exclude<MessageKind, OfficialKind>;

const official: ReadonlySet<MessageKind> = new Set(officialKinds.map((option) => option.shape.kind.value));

export const personalKinds = inboundMessageSchema.options
  .map((option) => option.shape.kind.value)
  .filter((kind): kind is PersonalKind => !official.has(kind));
