import { type EventBridgeClient, PutEventsCommand, type PutEventsCommandOutput } from "@aws-sdk/client-eventbridge";
import type { Events, FleetEvent } from "../../kernel/application/ports/events.ts";
import { AppError } from "../../kernel/domain/errors.ts";
import { EVENTS } from "../../names.ts";

const MAX_ENTRIES = 10;

/** The fleet's event bus. Throws `unavailable` if the bus refused any event. */
export function createEventBridgeEvents(deps: {
  readonly client: EventBridgeClient;
  readonly busName: string;
}): Events {
  async function put(events: readonly FleetEvent[]): Promise<PutEventsCommandOutput> {
    try {
      return await deps.client.send(
        new PutEventsCommand({
          Entries: events.map(({ type, detail, source }) => ({
            EventBusName: deps.busName,
            Source: source ?? EVENTS.source,
            DetailType: type,
            Detail: JSON.stringify(detail),
          })),
        }),
      );
    } catch (cause) {
      throw new AppError("unavailable", "the event bus did not answer", { retryable: true, cause });
    }
  }

  return {
    async publish(events) {
      for (let start = 0; start < events.length; start += MAX_ENTRIES) {
        const answer = await put(events.slice(start, start + MAX_ENTRIES));
        if (!answer.FailedEntryCount) continue;
        const refused = answer.Entries?.find(({ ErrorCode }) => ErrorCode);
        throw new AppError("unavailable", `the event bus refused an event: ${refused?.ErrorMessage ?? "no reason"}`, {
          retryable: true,
          details: { code: refused?.ErrorCode, refused: answer.FailedEntryCount },
        });
      }
    },
  };
}
