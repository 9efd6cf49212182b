import type { Envelope } from "../../inbound/domain/envelope.ts";
import type { InboundMessage } from "../../messages/domain/inbound-message.ts";
import type { ProfileChange } from "./change.ts";

/** What one journaled message says of its sender's behaviour. Profiles are made of nothing else. */
export type Behaviour = {
  /** The envelope's. */
  readonly id: string;
  readonly appId: string;
  /** When the callback was accepted, epoch ms. */
  readonly receivedAt: number;
  /** When it was sent, epoch ms, as far as that can be believed. */
  readonly seenAt: number;
  readonly kind: string;
  readonly conversationId: string;
  /** Ids of the rules that matched. */
  readonly rules: readonly string[];
  readonly change: ProfileChange;
};

type Said = Pick<InboundMessage, "appId" | "conversationId" | "sentAt"> & { readonly kind: string };

/** What was decided about a message: the change of its profile, and the ids of the rules that matched. */
type Decided = { readonly profile?: ProfileChange; readonly rules: readonly string[] };

/** Undefined for a message whose decision changes no profile. */
export function behaviourOf(
  { id, receivedAt }: Pick<Envelope, "id" | "receivedAt">,
  { appId, conversationId, sentAt, kind }: Said,
  { profile: change, rules }: Decided,
): Behaviour | undefined {
  if (!change) return undefined;
  // Without this a vendor's clock that is ahead, or a missing time, would stay the person's last sight for ever.
  const seenAt = sentAt > 0 ? Math.min(sentAt, receivedAt) : receivedAt;
  return { id, appId, receivedAt, seenAt, kind, conversationId, rules, change };
}
