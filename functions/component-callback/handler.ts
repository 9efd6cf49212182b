import { countRejected } from "../../shared/lambda/callback-rejected.ts";
import { type HttpEvent, httpHandler, readTextBody } from "../../shared/lambda/http.ts";
import type { Observability } from "../../shared/lambda/observability.ts";
import type { HttpResponse } from "../../shared/lambda/problem.ts";
import { OFFICIAL_CALLBACK_LIMIT } from "../../shared/names.ts";
import type { ReceiveComponentEvent } from "../../shared/official/application/components/receive-event.ts";
import type { Return } from "../../shared/official/application/components/take-return.ts";
import type { ComponentEvent } from "../../shared/official/domain/component-event.ts";
import { returnedPage, unknownLinkPage } from "./page.ts";

type Query = NonNullable<HttpEvent["queryStringParameters"]>;

export type ComponentCallbackDeps = Observability & {
  /** Throws an error that is counted as `CallbackRejected` by the reason in its details. */
  readonly open: (componentAppId: string, query: Query, body: string) => Promise<ComponentEvent>;
  readonly receive: ReceiveComponentEvent;
  readonly takeReturn: (componentAppId: string, state: string, code: string) => Promise<Return>;
};

/**
 * `POST /callbacks/component/{componentAppId}`: what WeChat tells a third-party platform. Answers `success` once nothing
 * of it can be lost. `GET …/authorized`: the page to which an owner comes back from the authorization.
 */
export function createHandler(deps: ComponentCallbackDeps) {
  async function accept(componentAppId: string, event: HttpEvent): Promise<HttpResponse> {
    const body = readTextBody(event, OFFICIAL_CALLBACK_LIMIT);
    await deps.receive(await deps.open(componentAppId, event.queryStringParameters ?? {}, body));
    deps.metrics.count("CallbackAccepted");
    return { status: 200, body: "success" };
  }

  async function page(componentAppId: string, query: Query): Promise<HttpResponse> {
    const { state = "", auth_code = "" } = query;
    const back = await deps.takeReturn(componentAppId, state, auth_code);
    return back.type === "taken" ? returnedPage(back.redirect) : unknownLinkPage();
  }

  return httpHandler(deps, async (event) => {
    const componentAppId = event.pathParameters?.componentAppId ?? "";
    if (event.requestContext.http.method === "GET") return page(componentAppId, event.queryStringParameters ?? {});
    try {
      return await accept(componentAppId, event);
    } catch (error) {
      countRejected(deps.metrics, error);
      throw error;
    }
  });
}
