import type { IncomingMessage, ServerResponse } from "node:http";
import { sendJson, sendText } from "../http.ts";
import type { Fault } from "./faults.ts";

/** Whether the fault keeps the call from having its effect. */
export function isBefore(fault: Fault): boolean {
  switch (fault.kind) {
    case "latency":
      return false;
    case "status":
    case "ret":
    case "errcode":
    case "body":
      return true;
    case "drop":
    case "hang":
      return fault.value === "before";
    default:
      return fault satisfies never;
  }
}

/** What the caller meets instead of an answer; `refusal`: how the vendor says no. */
export function misbehave(
  fault: Fault,
  request: IncomingMessage,
  response: ServerResponse,
  refusal: (value: number, msg: string) => object,
): void {
  switch (fault.kind) {
    case "status":
      if (fault.retryAfter !== undefined) response.setHeader("retry-after", String(fault.retryAfter));
      sendJson(response, fault.value, refusal(fault.value, "simulated failure"));
      return;
    case "errcode":
    case "ret":
      sendJson(response, 200, refusal(fault.value, fault.msg));
      return;
    case "body":
      sendText(response, 200, fault.value);
      return;
    case "drop":
      request.socket.destroy();
      return;
    case "hang":
    case "latency":
      return;
    default:
      fault satisfies never;
  }
}
