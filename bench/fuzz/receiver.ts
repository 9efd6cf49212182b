import { randomUUID } from "node:crypto";
import { createHandler } from "../../functions/official-callback/handler.ts";
import { OFFICIAL_ACCOUNT, simulatedOfficialAccounts } from "../../local/sim/weixin/credentials.ts";
import type { WireMode } from "../../local/sim/weixin/wire.ts";
import { acknowledgementOf } from "../../shared/adapters/weixin/callback/acknowledgement.ts";
import { normalizeOfficial } from "../../shared/adapters/weixin/callback/message.ts";
import { createOpenCallback } from "../../shared/adapters/weixin/callback/open.ts";
import { officialAccountsSchema } from "../../shared/adapters/weixin/credentials.ts";
import { formerKeysIn } from "../../shared/adapters/weixin/former-credentials.ts";
import { createMemoryBodyStore } from "../../shared/inbound/adapters/memory-body-store.ts";
import { createMemorySpool } from "../../shared/inbound/adapters/memory-spool.ts";
import { createReceiveCallback } from "../../shared/inbound/application/receive-callback.ts";
import { type Envelope, envelopeSchema } from "../../shared/inbound/domain/envelope.ts";
import { createMemoryLeases } from "../../shared/platform/memory/leases.ts";
import { aLambdaContext, anHttpEvent } from "../../test/support/lambda-events.ts";
import { silent } from "../silent.ts";
import type { FuzzRequest } from "./requests.ts";

/** The answer's status, and the milliseconds of CPU that it took: other programs on the machine do not count. */
export type FuzzAnswer = { readonly status: number; readonly ms: number };

/**
 * The function `official-callback` for one account in a mode, over ports in memory. What it accepts is read as the
 * consumer reads it; that throws where the consumer would refuse it.
 */
export function fuzzReceiver(mode: WireMode, now: number): (request: FuzzRequest) => Promise<FuzzAnswer> {
  const { appId } = OFFICIAL_ACCOUNT;
  const secret = simulatedOfficialAccounts("http://127.0.0.1:8788");
  const accounts = officialAccountsSchema.parse({
    ...secret,
    accounts: { [appId]: { ...secret.accounts[appId], mode } },
  });
  const clock = { now: () => now, sleep: async () => undefined };
  let last: Envelope | undefined;
  const callbacks = createOpenCallback({
    keysOf: formerKeysIn(async () => accounts),
    leases: { acquire: (...lease) => createMemoryLeases().acquire(...lease) },
    clock,
    ...silent,
  });
  const handler = createHandler({
    ...silent,
    flush: () => undefined,
    echo: callbacks.echo,
    async open(id, query, text) {
      const { fields, lanes } = await callbacks.message(id, query, text);
      return { message: normalizeOfficial(id, fields, now), lanes, acknowledgement: acknowledgementOf(fields) };
    },
    answer: async () => undefined,
    receive: createReceiveCallback({
      ...silent,
      queue: {
        send: async (envelope) => {
          last = envelope;
        },
      },
      spool: createMemorySpool(),
      bodies: createMemoryBodyStore(),
      events: { publish: async () => undefined },
      clock,
      newId: randomUUID,
      within: (work) => work,
    }),
  });
  return async ({ query, body, isBase64Encoded }) => {
    const event = anHttpEvent("POST", "/callbacks/official-account/{appId}", { params: { appId }, body });
    const before = process.cpuUsage();
    const { statusCode = 0 } = await handler(
      { ...event, isBase64Encoded, queryStringParameters: query },
      aLambdaContext(),
    );
    const { user, system } = process.cpuUsage(before);
    const ms = (user + system) / 1000;
    if (last) envelopeSchema.parse(JSON.parse(JSON.stringify(last)));
    last = undefined;
    return { status: statusCode, ms };
  };
}
