import { createOwnWxids } from "../../accounts/application/own-wxids.ts";
import type { FleetWxids } from "../../accounts/application/ports/fleet-wxids.ts";
import { type Envelope, groupOf } from "../../inbound/domain/envelope.ts";
import type { Router } from "../../routing/domain/routing.ts";
import type { CompiledRules } from "../../rules/domain/judging/engine.ts";
import { createDecideEnvelope, type DecideEnvelopeDeps, type ViewChanges } from "./decide-envelope.ts";
import { faultsInOrder, workInOrder } from "./group-order.ts";
import { createSendOutcomes, type SendOutcomesDeps } from "./send-outcomes.ts";
import { createWatchUnread, type WatchUnreadDeps } from "./watch-unread.ts";

export type ConsumeInboundDeps = Omit<DecideEnvelopeDeps, "noteRead"> &
  WatchUnreadDeps &
  SendOutcomesDeps & {
    readonly accounts: Pick<FleetWxids, "wxids">;
    readonly rules: () => Promise<CompiledRules>;
    /** The table that is asked before the rules. */
    readonly routing: () => Promise<Router>;
  };

/** How an envelope ended, by its position in the batch: undefined where it is done, else why it is not. */
export type ConsumeResult = readonly (Error | undefined)[];

/**
 * Carries out a batch of envelopes, groups (accounts, or their lanes) side by side and each group in order: decide and
 * journal each envelope, then send all commands and deliveries in as few calls as possible. After a failure in a group
 * the rest of the group is not touched, so that the order holds.
 */
export function createConsumeInbound(deps: ConsumeInboundDeps): (batch: readonly Envelope[]) => Promise<ConsumeResult> {
  const ownWxids = createOwnWxids(deps);
  const unread = createWatchUnread(deps);
  const decide = createDecideEnvelope({ ...deps, noteRead: unread.note });
  const send = createSendOutcomes(deps);

  return async (batch) => {
    const [rules, router, own] = await Promise.all([deps.rules(), deps.routing(), ownWxids()]);
    const basis = { rules, router, ownWxids: own };
    const changes: ViewChanges = { directory: [], behaviours: [] };
    const groups = await workInOrder(batch, groupOf, (envelope) => decide(envelope, basis, changes));
    const outcomes = groups.flatMap(({ results }) => results.flatMap((outcome) => outcome ?? []));
    const [faultOf] = await Promise.all([send(outcomes, changes), unread.settle()]);
    return faultsInOrder(batch.length, groups, (outcome) => outcome && faultOf(outcome));
  };
}
