import * as z from "zod";
import { createDiscardLetter } from "../../../shared/dead-letters/application/discard-letter.ts";
import { createFindLetter } from "../../../shared/dead-letters/application/find-letter.ts";
import { createReadBody } from "../../../shared/dead-letters/application/read-body.ts";
import { createRedriveLetter } from "../../../shared/dead-letters/application/redrive-letter.ts";
import { type DeadLetter, deadLetterStates } from "../../../shared/dead-letters/domain/letter.ts";
import { deadLetterReasonCodes, deadLetterReasonWords } from "../../../shared/dead-letters/domain/reason.ts";
import { nextCursor, pageQuery } from "../http/paging.ts";
import { routesOver } from "../http/route.ts";
import { responseSchema } from "../http/schema-names.ts";
import type { DeadLetterPorts } from "./ports.ts";

const { route, routes } = routesOver("dead-letters", (ports: DeadLetterPorts) => ({
  letters: ports.letters,
  find: createFindLetter(ports),
  readBody: createReadBody(ports),
  redrive: createRedriveLetter(ports),
  discard: createDiscardLetter(ports),
}));

const letterView = responseSchema(
  "DeadLetter",
  z.object({
    id: z.string(),
    /** The lane that it failed in; `failures` for events that were not delivered and for runs that failed. */
    lane: z.string(),
    state: z.enum(deadLetterStates),
    /** Why, in words for operators (Chinese), and the code that goes with them. */
    reason: z.string(),
    reasonCode: z.enum(deadLetterReasonCodes),
    /** The account that the body names. */
    appId: z.string().optional(),
    group: z.string().optional(),
    /** Whether a queue takes it back. */
    redrivable: z.boolean(),
    /** How often it became a dead letter, and how often it was received before the last time. */
    failures: z.int(),
    receiveCount: z.int(),
    bodyBytes: z.int(),
    sentAt: z.number(),
    firstAt: z.number(),
    lastAt: z.number(),
    /** Who put it back or discarded it, and when. */
    ended: z.object({ at: z.number(), by: z.string() }).optional(),
  }),
);

const letterList = responseSchema("DeadLetterList", z.object({ deadLetters: z.array(letterView), cursor: nextCursor }));

const letterWithBody = responseSchema(
  "DeadLetterWithBody",
  letterView.extend({
    /** As it was received; absent where the row has ended and the body is gone. */
    body: z.string().optional(),
  }),
);

const params = z.object({ id: z.string().regex(/^[0-9a-f]{32}$/, "a dead letter's id has 32 hexadecimal digits") });

const name = z.string().regex(/^[A-Za-z0-9_@.-]{1,128}$/, "1 to 128 letters, digits, '_', '@', '.' or '-'");

const query = pageQuery.extend({
  state: z.enum(deadLetterStates).default("open"),
  lane: name.exactOptional(),
  appId: name.exactOptional(),
});

const letter = {
  id: "0f8c2d3b5a6e4f718293a4b5c6d7e8f9",
  lane: "inbound",
  state: "open",
  reason: "内容无法识别（the record's body is not JSON）",
  reasonCode: "unreadable",
  group: "wx_demo1",
  redrivable: true,
  failures: 1,
  receiveCount: 1,
  bodyBytes: 5,
  sentAt: 1_767_225_600_000,
  firstAt: 1_767_225_601_000,
  lastAt: 1_767_225_601_000,
};

const ended = { at: 1_767_229_200_000, by: "4711" };

export const deadLetterRoutes = routes([
  route({
    operationId: "listDeadLetters",
    method: "GET",
    path: "/api/dead-letters",
    role: "viewer",
    summary: "Lists messages that no function could work on, newest first",
    request: z.object({ query }),
    response: letterList,
    status: 200,
    example: { response: { deadLetters: [letter], cursor: "eyJwayI6ImRlYWQifQ" } },
    async handle({ letters }, { query: { state, lane, appId, limit, cursor } }) {
      const page = await letters.list({ state, lane, appId }, limit, cursor);
      return { deadLetters: page.letters.map(viewOf), cursor: page.cursor };
    },
  }),
  route({
    operationId: "getDeadLetter",
    method: "GET",
    path: "/api/dead-letters/{id}",
    role: "operator",
    summary: "Shows one of them with its body",
    request: z.object({ params }),
    response: letterWithBody,
    status: 200,
    example: { response: { ...letter, body: '{"id"' } },
    async handle({ find, readBody }, { params: { id } }) {
      const found = await find(id);
      return { ...viewOf(found), body: await readBody(found) };
    },
  }),
  route({
    operationId: "redriveDeadLetter",
    method: "POST",
    path: "/api/dead-letters/{id}/redrive",
    role: "operator",
    summary: "Puts it back on its lane, behind what its group has there now. A repeated request changes nothing",
    request: z.object({ params }),
    response: letterView,
    status: 202,
    problems: ["conflict", "unavailable"],
    example: { response: { ...letter, state: "redriven", ended } },
    handle: async ({ redrive }, { params: { id } }, { subject }) => viewOf(await redrive(id, subject)),
  }),
  route({
    operationId: "discardDeadLetter",
    method: "POST",
    path: "/api/dead-letters/{id}/discard",
    role: "operator",
    summary: "Ends it without a further try; its row is kept for 90 days. A repeated request changes nothing",
    request: z.object({ params }),
    response: letterView,
    status: 200,
    problems: ["conflict"],
    example: { response: { ...letter, state: "discarded", ended } },
    handle: async ({ discard }, { params: { id } }, { subject }) => viewOf(await discard(id, subject)),
  }),
]);

function viewOf({ reason, queueArn, state, ...row }: DeadLetter): z.input<typeof letterView> {
  return {
    ...row,
    state,
    reason: deadLetterReasonWords(reason),
    reasonCode: reason.code,
    redrivable: state === "open" && queueArn !== undefined,
  };
}
