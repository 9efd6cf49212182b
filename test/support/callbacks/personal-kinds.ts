import {
  inboundMessageSchema,
  type MessageKind,
  type OfficialKind,
  type PayKind,
} from "../../../shared/messages/domain/inbound-message.ts";
import { officialKinds } from "../../../shared/messages/domain/official-kinds.ts";
import { payKinds } from "../../../shared/messages/domain/pay-kinds.ts";

/** The kinds of messages that the gateway of personal accounts delivers. */
export type PersonalKind = Exclude<MessageKind, OfficialKind | PayKind>;

const others: ReadonlySet<MessageKind> = new Set(
  [...officialKinds, ...payKinds].map((option) => option.shape.kind.value),
);

export const personalKinds = inboundMessageSchema.options
  .map((option) => option.shape.kind.value)
  .filter((kind): kind is PersonalKind => !others.has(kind));
