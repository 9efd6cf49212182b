import { appId, endpoint } from "../endpoint.ts";
import { anything, optional } from "../field.ts";

/**
 * Not in the vendor's contract: the endpoint of gateways that hold messages back until they are polled. The
 * credentials' `paths` name it where it is called otherwise. Its answer has several forms: see `poll/messages.ts`.
 */
export const poll = endpoint({
  path: "/message/poll",
  idempotent: true,
  request: { appId, cursor: optional(anything) },
});
