import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { metFullDisk, noRoom } from "../full-disk.ts";
import type { Admission } from "../iam/admission.ts";
import { xmlText } from "../xml-text.ts";
import { hasLeft, readAwsBody } from "./http.ts";
import { AwsError } from "./service.ts";

/** An AWS service that speaks the query protocol: a form with `Action`, answered in XML. */
export type QueryService = {
  readonly xmlns: string;
  /** By action: takes the form's fields and gives the XML inside `<{Action}Result>`; throws `AwsError`. */
  readonly actions: Readonly<Record<string, (fields: URLSearchParams) => string>>;
};

/** SNS takes 256 KB in a message, and percent-encoding triples that. */
const MAX_FORM_BYTES = 1024 * 1024;

/** Answers a request of the query protocol by the service that has its action; refuses every other action. */
export async function answerQuery(
  services: readonly QueryService[],
  admission: Pick<Admission, "query"> | undefined,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    const fields = new URLSearchParams((await readAwsBody(request, MAX_FORM_BYTES)).toString("utf8"));
    const action = fields.get("Action") ?? "";
    const service = services.find(({ actions }) => Object.hasOwn(actions, action));
    const act = service?.actions[action];
    if (!service || !act) throw new AwsError("InvalidAction", `no service answers the query action ${action}`);
    admission?.query(request, action, fields);
    send(response, 200, resultOf(action, service.xmlns, act(fields)));
  } catch (error) {
    if (hasLeft(request)) return;
    const known = error instanceof AwsError ? error : internalError(error);
    send(response, known.status, queryError(known));
  }
}

function resultOf(action: string, xmlns: string, result: string): string {
  return `<${action}Response xmlns="${xmlns}"><${action}Result>${result}</${action}Result><ResponseMetadata><RequestId>${randomUUID()}</RequestId></ResponseMetadata></${action}Response>`;
}

/** An error in the form of the query protocol. */
export function queryError({ code, message, status }: AwsError): string {
  const type = status < 500 ? "Sender" : "Receiver";
  return `<ErrorResponse><Error><Type>${type}</Type><Code>${code}</Code><Message>${xmlText(message)}</Message></Error><RequestId>${randomUUID()}</RequestId></ErrorResponse>`;
}

function internalError(error: unknown): AwsError {
  if (metFullDisk(error)) return noRoom();
  console.error("a query action failed", error);
  return new AwsError("InternalFailure", error instanceof Error ? error.message : String(error), { status: 500 });
}

function send(response: ServerResponse, status: number, body: string): void {
  if (response.destroyed) return;
  response.writeHead(status, { "content-type": "text/xml", "content-length": Buffer.byteLength(body) }).end(body);
}
