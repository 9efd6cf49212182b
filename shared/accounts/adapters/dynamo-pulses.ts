import { expiryAfter, type Item, isExpired, number } from "../../platform/dynamodb/attributes.ts";
import { batchGet } from "../../platform/dynamodb/batch-get.ts";
import { createTable, type Query, type TableOptions } from "../../platform/dynamodb/table.ts";
import type { Pulses } from "../application/ports/heartbeat.ts";
import type { Pulse } from "../domain/heartbeat.ts";
import { accountKey, accountOf } from "./dynamo-item.ts";
import { holdsParked, keyOfParking, keyOfPulse, queriesOfLive } from "./dynamo-live-item.ts";

/** Days for which a sign is kept: longer than the longest silence that may be set. */
const KEPT = 8;

/**
 * Signs of life in the table `state`, one item an account, gone some days after the last; accounts are in `config`. A
 * read costs half a unit for each account, and a few for the signs and parked commands of them all.
 */
export function createDynamoPulses(options: {
  readonly client: TableOptions["client"];
  readonly configTable: string;
  readonly stateTable: string;
  /** Epoch ms. */
  readonly now: () => number;
}): Pulses {
  const { client, configTable, stateTable } = options;
  const state = createTable({ client, table: stateTable });

  async function note(appId: string, sign: keyof Pulse, at: number): Promise<void> {
    await state.update(keyOfPulse(appId), `SET #${sign} = :at, #expiresAt = :expiresAt`, {
      ":at": number(at),
      ":expiresAt": expiryAfter(KEPT, at),
    });
  }

  async function allOf(query: Query): Promise<Item[]> {
    const items: Item[] = [];
    for await (const page of state.pages(query)) items.push(...page);
    return items;
  }

  return {
    async read(appIds) {
      const [items, live] = await Promise.all([
        batchGet(client, { [configTable]: appIds.map(accountKey) }),
        Promise.all(queriesOfLive(appIds).map(allOf)),
      ]);
      const states = live.flat(2).filter((item) => !isExpired(item, options.now()));
      const byKey = new Map(states.map((item) => [`${item.pk?.S} ${item.sk?.S}`, item]));
      const found = ({ pk, sk }: { pk: string; sk: string }) => byKey.get(`${pk} ${sk}`);
      const accounts = new Map((items[configTable] ?? []).map(accountOf).map((account) => [account.appId, account]));
      return appIds.flatMap((appId) => {
        const account = accounts.get(appId);
        if (!account) return [];
        const parked = holdsParked(found(keyOfParking(appId)));
        return [{ account, pulse: pulseOf(found(keyOfPulse(appId))), parked }];
      });
    },
    alive: (appId, at) => note(appId, "aliveAt", at),
    heard: (appId, at) => note(appId, "heardAt", at),
    renewed: (appId, at) => note(appId, "renewedAt", at),
  };
}

function pulseOf(item: Item | undefined): Pulse {
  const signs = ["aliveAt", "heardAt", "renewedAt"] as const;
  return Object.fromEntries(
    signs.flatMap((sign) => (item?.[sign]?.N === undefined ? [] : [[sign, Number(item[sign].N)]])),
  );
}
