import { appId, endpoint } from "../endpoint.ts";
import { anything, optional } from "../field.ts";

/**
 * Not of the vendor's contract: what gateways offer that hold messages back until somebody asks. The credentials'
 * `paths` name it where it is called otherwise. Its answer has several forms: see `poll-messages.ts`.
 */
export const poll = endpoint({
  path: "/message/poll",
  idempotent: true,
  request: { appId, cursor: optional(anything) },
});
