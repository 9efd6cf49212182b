import { type CallbackKeys, matchesKey } from "../../shared/inbound/domain/callback-key.ts";
import type { Envelope } from "../../shared/inbound/domain/envelope.ts";
import { AppError } from "../../shared/kernel/domain/errors.ts";
import { countRejected } from "../../shared/lambda/callback-rejected.ts";
import { type HttpEvent, httpHandler, readTextBody } from "../../shared/lambda/http.ts";
import type { Observability } from "../../shared/lambda/observability.ts";
import type { HttpResponse } from "../../shared/lambda/problem.ts";
import type { InboundMessage, UnknownReason } from "../../shared/messages/domain/inbound-message.ts";
import { CALLBACK_LIMIT } from "../../shared/names.ts";

/** What a callback's body says: it is the vendor's test of the URL, or a message. */
export type ReadCallback = (
  text: string,
  receivedAt: number,
) => { readonly type: "probe" } | { readonly type: "message"; readonly message: InboundMessage };

export type CallbackDeps = Observability & {
  readonly keys: () => Promise<CallbackKeys>;
  readonly read: ReadCallback;
  readonly receive: (message: InboundMessage) => Promise<Envelope>;
  /** Epoch ms. */
  readonly now: () => number;
};

/** `POST /callbacks/wechatapi/{callbackKey}`: answers 200 once the message is stored, and not before. */
export function createHandler(deps: CallbackDeps) {
  async function accept(event: HttpEvent): Promise<HttpResponse> {
    if (!matchesKey(await deps.keys(), event.pathParameters?.callbackKey ?? "")) {
      throw new AppError("unauthorized", "the callback key in the path is not an active one");
    }
    const callback = deps.read(readTextBody(event, CALLBACK_LIMIT), deps.now());
    if (callback.type === "probe") return { status: 200, body: { ok: true } };
    const { id } = await deps.receive(callback.message);
    deps.metrics.count("CallbackAccepted");
    if (callback.message.kind === "unknown") countUnknown(callback.message, deps);
    return { status: 200, body: { ok: true, id } };
  }

  return httpHandler(deps, async (event) => {
    try {
      return await accept(event);
    } catch (error) {
      countRejected(deps.metrics, error);
      if (error instanceof AppError && error.code === "invalid-input") deps.metrics.count("CallbackUnread");
      throw error;
    }
  });
}

/** Counts what has no kind, by its reason. What clients tell each other is no sign that something is amiss. */
function countUnknown(
  { reason = "event" }: { readonly reason?: UnknownReason | undefined },
  { metrics }: Observability,
) {
  metrics.count("CallbackUnknown", 1, { reason });
  if (reason !== "technical") metrics.count("CallbackUnread");
}
