import { persistently } from "../../../kernel/application/persistently.ts";
import type { Clock, Metrics, NewId } from "../../../kernel/application/ports/runtime.ts";
import type { OutboundCommand } from "../../domain/command.ts";
import { judgeClaim, type LedgerEntry } from "../../domain/ledger.ts";
import type { CommandReason } from "../../domain/reason.ts";
import type { Ledger } from "../ports/outbound.ts";
import type { ReportCommand } from "./report-command.ts";
import { DONE, later, type SendResult } from "./send-result.ts";

export type SettleUntriedDeps = {
  readonly ledger: Pick<Ledger, "abandon" | "close" | "get">;
  readonly report: ReportCommand;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly metrics: Metrics;
};

/** What becomes of a command that this sender does not try. `deadline`: epoch ms until which a write is repeated in line. */
export type SettleUntried = {
  /** Its row was found claimed or ended: by another sender, an earlier try, or a sender that died while sending. */
  found(entry: LedgerEntry, command: OutboundCommand, deadline: number): Promise<SendResult>;
  /** It is not to be sent: it ends, unless a sender was at it. Then what became of that try comes first. */
  close(
    command: OutboundCommand,
    state: "expired" | "failed",
    reason: CommandReason,
    deadline: number,
  ): Promise<SendResult>;
};

export function createSettleUntried({ ledger, report, clock, newId, metrics }: SettleUntriedDeps): SettleUntried {
  /** Repeated under the same id, so that the one who has ended a command knows it, and reports it. */
  function once<T>(deadline: number, act: (by: string) => Promise<T>): Promise<T> {
    const by = newId();
    return persistently(clock, deadline, () => act(by));
  }

  async function found(entry: LedgerEntry, command: OutboundCommand, deadline: number): Promise<SendResult> {
    const now = clock.now();
    const claim = judgeClaim(entry, command, now);
    switch (claim) {
      case "lost": {
        const reason: CommandReason = { code: "sender-lost" };
        const abandoned = await once(deadline, (by) => ledger.abandon(entry, reason, now, by));
        if (abandoned) await report("unknown", command, reason);
        return DONE;
      }
      case "wait":
        return later((entry.leaseUntil ?? now) - now);
      case "send":
        return later(1000);
      case "done":
        metrics.count("CommandDuplicate");
        return DONE;
      default:
        return claim satisfies never;
    }
  }

  return {
    found,
    async close(command, state, reason, deadline) {
      if (await once(deadline, (by) => ledger.close(command, state, reason, clock.now(), by))) {
        if (state === "failed") await report(state, command, reason);
        else metrics.count("CommandExpired");
        return DONE;
      }
      const entry = await ledger.get(command.id);
      return entry?.state === "sending" ? found(entry, command, deadline) : DONE;
    },
  };
}
