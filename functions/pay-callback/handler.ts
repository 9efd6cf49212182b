import { AppError } from "../../shared/kernel/domain/errors.ts";
import { countRejected } from "../../shared/lambda/callback-rejected.ts";
import { type HttpEvent, httpHandler, readTextBody } from "../../shared/lambda/http.ts";
import type { Observability } from "../../shared/lambda/observability.ts";
import type { HttpResponse } from "../../shared/lambda/problem.ts";
import { PAY_CALLBACK_LIMIT } from "../../shared/names.ts";
import type { OpenNotification } from "../../shared/pay/application/ports/open-notification.ts";
import { BEING_TOLD, type TakeNotification } from "../../shared/pay/application/take-notification.ts";
import { mchIdSchema } from "../../shared/pay/domain/merchant.ts";
import { paySignatureIn } from "../../shared/pay/domain/pay-signature.ts";

export type PayCallbackDeps = Observability & {
  /** Throws an error that is counted as `CallbackRejected` by the reason in its details. */
  readonly open: OpenNotification;
  readonly take: TakeNotification;
};

/** What WeChat Pay, or a stranger, is told: no more than the status says. All other errors are 503, and it repeats. */
const REFUSALS: Readonly<Record<number, string>> = {
  400: "the notification cannot be read",
  401: "the notification is not accepted",
  403: "the notification is not accepted",
  413: "the notification is too large",
  503: "the notification was not kept; send it again",
};

const STATUS: Readonly<Partial<Record<AppError["code"], keyof typeof REFUSALS>>> = {
  "invalid-input": 400,
  unauthorized: 401,
  forbidden: 403,
  "too-large": 413,
};

/** Reasons that may mean that a merchant's keys are wrong. Others are probes, and strangers' requests. */
const KEY_TROUBLE: ReadonlySet<unknown> = new Set(["serial", "signature", "decryption", "other-merchant"]);

/** A certificate's serial, or the id of a public key: not secret, and by it operators tell WeChat Pay from a stranger. */
const SERIAL = /^\w{1,100}$/;

/**
 * `POST /callbacks/wechat-pay/{mchId}`: what WeChat Pay tells a merchant. Answers 204 once the news was told, or was told
 * before; WeChat Pay waits 5 s, and repeats up to 15 times within a day whatever is answered otherwise.
 */
export function createHandler(deps: PayCallbackDeps) {
  const { log, metrics } = deps;

  function refusal(
    error: unknown,
    { requestContext, routeKey, headers, pathParameters = {} }: HttpEvent,
  ): HttpResponse {
    const code = error instanceof AppError ? error.code : "internal";
    const reason = error instanceof AppError ? error.details.reason : undefined;
    const status = STATUS[code] ?? 503;
    // WeChat Pay signed what cannot be read: nothing tells the payment before somebody looks.
    const isNotTaken = (status === 503 && reason !== BEING_TOLD) || reason === "malformed";
    countRejected(metrics, error, isNotTaken);
    const { requestId } = requestContext;
    const hasTrouble = isNotTaken || KEY_TROUBLE.has(reason);
    // A stranger may put anything into the path.
    const merchant = hasTrouble ? { mchId: mchIdSchema.safeParse(pathParameters.mchId).data } : {};
    if (isNotTaken) log.error("a notification was not taken", error, { requestId, route: routeKey, ...merchant });
    else log.warn("a notification was refused", { requestId, code, reason, ...merchant, ...serialIn(reason, headers) });
    if (KEY_TROUBLE.has(reason)) metrics.count("PaySignatureRefused");
    return { status, body: { code: "FAIL", message: REFUSALS[status] } };
  }

  return httpHandler(deps, async (event) => {
    try {
      const body = readTextBody(event, PAY_CALLBACK_LIMIT);
      await deps.take(await deps.open(event.pathParameters?.mchId ?? "", paySignatureIn(event.headers), body));
      metrics.count("CallbackAccepted");
      return { status: 204 };
    } catch (error) {
      return refusal(error, event);
    }
  });
}

function serialIn(reason: unknown, headers: HttpEvent["headers"]): { readonly serial?: string } {
  const { serial } = paySignatureIn(headers);
  return KEY_TROUBLE.has(reason) && SERIAL.test(serial) ? { serial } : {};
}
