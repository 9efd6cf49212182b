import type { IncomingMessage, ServerResponse } from "node:http";
import { metFullDisk, noRoom } from "../full-disk.ts";
import type { Admission } from "../iam/admission.ts";
import { abortWithClient, hasLeft, readAwsBody } from "./http.ts";
import { parseJsonInput, send } from "./json.ts";
import { AwsError, type AwsService } from "./service.ts";

/** A service whose actions are told apart by method and path, and whose bodies are JSON. */
export type RestService = {
  readonly service: AwsService;
  /** The action of a request and what its URL says to it; undefined where the service has no such route. */
  route(method: string, url: string): { readonly action: string; readonly input: object } | undefined;
};

/** Above the largest body of EventBridge Scheduler. */
const MAX_BYTES = 1024 * 1024;

/** Answers a request of the REST protocol with JSON; what the URL says goes before what the body says. */
export async function answerRestJson(
  { service, route }: RestService,
  admission: Pick<Admission, "json"> | undefined,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    const { method = "", url = "" } = request;
    const body = parseJsonInput(await readAwsBody(request, MAX_BYTES));
    const routed = route(method, url);
    if (!routed)
      throw new AwsError("UnknownOperationException", `${service.targetPrefix} has no ${method} ${url} here`);
    const input = { ...body, ...routed.input };
    admission?.json(request, service.targetPrefix, routed.action, input);
    const result = await service.handle(routed.action, input, abortWithClient(response));
    send(response, 200, service.contentType, JSON.stringify(result));
  } catch (error) {
    if (hasLeft(request)) return;
    const { code, status, message } = error instanceof AwsError ? error : internalError(service.targetPrefix, error);
    if (!response.destroyed) response.setHeader("x-amzn-errortype", code);
    send(response, status, service.contentType, JSON.stringify({ Message: message }));
  }
}

function internalError(name: string, error: unknown): AwsError {
  if (metFullDisk(error)) return noRoom();
  console.error(`${name} failed`, error);
  return new AwsError("InternalServerException", error instanceof Error ? error.message : String(error), {
    status: 500,
  });
}
