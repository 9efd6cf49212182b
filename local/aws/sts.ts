import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { readAwsBody } from "./http.ts";
import { LOCAL_IDENTITY } from "./identity.ts";

/** Answers `GetCallerIdentity` (query protocol), which many tools call first; refuses every other query action. */
export async function answerSts(request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    const action = new URLSearchParams((await readAwsBody(request, 64 * 1024)).toString("utf8")).get("Action");
    if (action === "GetCallerIdentity") send(response, 200, callerIdentity());
    else send(response, 400, unknownAction(action ?? ""));
  } catch (error) {
    response.destroy(error instanceof Error ? error : undefined);
  }
}

function callerIdentity(): string {
  const { accountId } = LOCAL_IDENTITY;
  return `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>arn:aws:iam::${accountId}:root</Arn><UserId>${accountId}</UserId><Account>${accountId}</Account></GetCallerIdentityResult><ResponseMetadata><RequestId>${randomUUID()}</RequestId></ResponseMetadata></GetCallerIdentityResponse>`;
}

function unknownAction(action: string): string {
  const name = action.replace(/[^A-Za-z0-9]/g, "");
  return `<ErrorResponse><Error><Type>Sender</Type><Code>InvalidAction</Code><Message>no service answers the query action ${name}</Message></Error><RequestId>${randomUUID()}</RequestId></ErrorResponse>`;
}

function send(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { "content-type": "text/xml", "content-length": Buffer.byteLength(body) }).end(body);
}
