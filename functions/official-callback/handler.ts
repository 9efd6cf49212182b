import type { Envelope } from "../../shared/inbound/domain/envelope.ts";
import { countRejected } from "../../shared/lambda/callback-rejected.ts";
import { type HttpEvent, httpHandler, readTextBody } from "../../shared/lambda/http.ts";
import type { Observability } from "../../shared/lambda/observability.ts";
import type { HttpResponse } from "../../shared/lambda/problem.ts";
import type { InboundMessage } from "../../shared/messages/domain/inbound-message.ts";
import { OFFICIAL_CALLBACK_LIMIT } from "../../shared/names.ts";

type Query = NonNullable<HttpEvent["queryStringParameters"]>;

/** A message whose signature shows that it comes from WeChat. `lanes`: the number of its account's message groups. */
export type Opened = {
  readonly message: InboundMessage;
  readonly lanes: number | undefined;
  /** What WeChat is answered once the message is stored; an object becomes JSON. */
  readonly acknowledgement: string | object;
  /** How its account answers in callbacks, where it does. */
  readonly passive?: unknown;
};

const XML = { "content-type": "text/xml; charset=utf-8" };

export type OfficialCallbackDeps<O extends Opened = Opened> = Observability & {
  /** The answer to WeChat's check of the URL. */
  readonly echo: (appId: string, query: Query) => Promise<string>;
  /** Both throw an error that is counted as `CallbackRejected` by the reason in its details. */
  readonly open: (appId: string, query: Query, body: string, componentAppId?: string) => Promise<O>;
  readonly receive: (message: InboundMessage, lanes: number | undefined) => Promise<Envelope>;
  /**
   * Receives a message of an account that answers in callbacks. Returns the answer's body, undefined where the callback
   * has nothing to say. `arrivedAt`: when the request came to API Gateway, epoch ms.
   */
  readonly answer: (opened: O, arrivedAt: number) => Promise<string | undefined>;
};

/**
 * `GET` and `POST /callbacks/official-account/{appId}`: the check of the URL, and messages; messages of accounts that are
 * given to a third-party platform at `/callbacks/component/{componentAppId}/{appId}`. Answers `success` (some events want
 * JSON) once the message is stored, and not before: WeChat waits 5 s and tries three times. Where the account answers in
 * callbacks, the answer to the person may stand in `success`'s place.
 */
export function createHandler<O extends Opened>(deps: OfficialCallbackDeps<O>) {
  async function accept(event: HttpEvent): Promise<HttpResponse> {
    const appId = event.pathParameters?.appId ?? "";
    const query = event.queryStringParameters ?? {};
    if (event.requestContext.http.method === "GET") return { status: 200, body: await deps.echo(appId, query) };
    const body = readTextBody(event, OFFICIAL_CALLBACK_LIMIT);
    const opened = await deps.open(appId, query, body, event.pathParameters?.componentAppId);
    const { message, lanes, acknowledgement } = opened;
    const answers = opened.passive !== undefined && typeof acknowledgement === "string";
    const answer = answers ? await deps.answer(opened, event.requestContext.timeEpoch) : undefined;
    if (!answers) await deps.receive(message, lanes);
    deps.metrics.count("CallbackAccepted");
    return answer === undefined ? { status: 200, body: acknowledgement } : { status: 200, body: answer, headers: XML };
  }

  return httpHandler(deps, async (event) => {
    try {
      return await accept(event);
    } catch (error) {
      countRejected(deps.metrics, error);
      throw error;
    }
  });
}
