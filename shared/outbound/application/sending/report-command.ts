import type { Events } from "../../../kernel/application/ports/events.ts";
import type { Log, Metrics } from "../../../kernel/application/ports/runtime.ts";
import { EVENTS } from "../../../names.ts";
import type { OutboundCommand } from "../../domain/command.ts";
import type { AttentionState } from "../../domain/ledger.ts";
import { type CommandReason, commandReasonWords } from "../../domain/reason.ts";

/** Counts, logs and announces a command that needs an operator. Never throws: the ledger keeps the command in any case. */
export type ReportCommand = (state: AttentionState, command: OutboundCommand, reason: CommandReason) => Promise<void>;

const METRIC = { unknown: "CommandUnknown", failed: "CommandFailed" } as const;
const EVENT = { unknown: EVENTS.commandUnknown, failed: EVENTS.commandFailed } as const;

export function createReportCommand(deps: {
  readonly events: Events;
  readonly metrics: Metrics;
  readonly log: Log;
}): ReportCommand {
  return async (state, { id: commandId, appId, to, origin }, reason) => {
    deps.metrics.count(METRIC[state]);
    deps.log.warn(`a command ended as ${state}`, { commandId, appId, reason });
    // Some recipients of a broadcast have always left: its figures and the ledger show them, without an alert for each.
    if (state === "failed" && "runId" in origin) return;
    const type = EVENT[state];
    const detail = { commandId, appId, to, reason: commandReasonWords(reason), reasonCode: reason.code };
    try {
      await deps.events.publish([{ type, detail }]);
    } catch (error) {
      deps.log.error("an event was not published; the ledger keeps the command", error, { type, ...detail });
    }
  };
}
