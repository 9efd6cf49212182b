import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { createDynamoAccounts } from "../../shared/accounts/adapters/dynamo-accounts.ts";
import { createDynamoMiniKeys } from "../../shared/identity/adapters/dynamo-mini-keys.ts";
import { createDynamoSessionCodes } from "../../shared/identity/adapters/dynamo-session-codes.ts";
import { createDynamoSessionKeys } from "../../shared/identity/adapters/dynamo-session-keys.ts";
import { createDynamoSessions } from "../../shared/identity/adapters/dynamo-sessions.ts";
import { createDynamoSignInStates } from "../../shared/identity/adapters/dynamo-sign-in-states.ts";
import { createDynamoWebAccess } from "../../shared/identity/adapters/dynamo-web-access.ts";
import { createDynamoWebGrants } from "../../shared/identity/adapters/dynamo-web-grants.ts";
import { beginSession } from "../../shared/identity/domain/session.ts";
import { createDynamoSpool } from "../../shared/inbound/adapters/dynamo-spool.ts";
import { createDynamoLogins } from "../../shared/logins/adapters/dynamo-logins.ts";
import { createDynamoAuthorizations } from "../../shared/official/adapters/dynamo-authorizations.ts";
import { createDynamoComponents } from "../../shared/official/adapters/dynamo-components.ts";
import { createDynamoAppCredentials } from "../../shared/official/adapters/dynamo-credentials.ts";
import { createDynamoTokenStore } from "../../shared/official/adapters/dynamo-token-store.ts";
import { createDynamoMerchantKeys } from "../../shared/pay/adapters/dynamo-merchants.ts";
import { createDynamoPayNews } from "../../shared/pay/adapters/dynamo-news.ts";
import { createDynamoLeases } from "../../shared/platform/dynamodb/leases.ts";
import { createMemorySealer } from "../../shared/platform/memory/sealer.ts";
import { createDynamoPersonLinks } from "../../shared/profiles/adapters/dynamo-person-links.ts";
import { aPayment } from "../support/a-pay-notification.ts";
import { aWebGrant } from "../support/a-web-grant.ts";
import { anEnvelope, NOON } from "../support/builders.ts";
import { type Synthesized, synthesize } from "./synthesize.ts";

const AN_AUTHORIZATION = { appId: "wx_a", componentAppId: "wx_platform", state: "authorized", funcs: [1] } as const;

type Call = { readonly action: string; readonly table: string; readonly key: string };

/** A client that answers with nothing and notes what it was asked for. */
function aClient() {
  const calls: Call[] = [];
  const client = new DynamoDBClient({ region: "us-east-1" });
  vi.spyOn(client, "send").mockImplementation(async (command) => {
    const { TableName, Key, Item } = Object(command.input);
    const action = command.constructor.name.replace(/Command$/, "");
    calls.push({ action: `dynamodb:${action}`, table: TableName, key: (Key ?? Item).pk.S });
    return {};
  });
  return { client, calls };
}

/** What `receiveCallback` asks of the spool. */
async function useSpool(client: DynamoDBClient): Promise<void> {
  const spool = createDynamoSpool({ client, stateTable: "StateTable", journalTable: "JournalTable" });
  await spool.gate(3);
  await spool.open(3, NOON);
  await spool.put(3, 1, anEnvelope());
}

/** What a call in an account's name asks for: its credential, its platform's, tokens; and a refresh token that changes. */
async function useTokens(client: DynamoDBClient): Promise<void> {
  const config = { client, table: "ConfigTable", sealer: createMemorySealer() };
  await createDynamoAppCredentials(config).get("wx_a");
  await createDynamoComponents(config).credentialOf("wx_platform");
  const authorizations = createDynamoAuthorizations(config);
  await authorizations.open("wx_a");
  await authorizations.put({ ...AN_AUTHORIZATION, changedAt: NOON }, undefined, 0);
  const store = createDynamoTokenStore("jsapi-ticket", { client, table: "StateTable" });
  await store.get("wx_a");
  await store.acquire("wx_a", NOON, NOON);
  await store.release("wx_a", 1);
}

/** What begins people's sessions and asks for them. */
async function useSessions(client: DynamoDBClient): Promise<void> {
  const keys = createDynamoSessionKeys({ client, table: "ConfigTable" });
  await keys.get();
  await keys.put([], 0);
  const sessions = createDynamoSessions({ client, table: "StateTable" });
  await sessions.put(beginSession("id", { appId: "wx_a", openid: "o1", way: "base" }, NOON));
  await sessions.get("id");
  await sessions.endedBefore("wx_a", "o1");
  const links = createDynamoPersonLinks({ client, table: "JournalTable" });
  await links.noteUnionid("wx_a", "o1", "u1", NOON);
  await links.unionidOf("wx_a", "o1", NOON);
  await links.noteMember("u1", "wx_a", "o1", NOON);
  await links.removeMember("u1", "wx_a", "o1");
}

/** Functions that anybody may call, and how they use the tables. */
const PUBLIC: Record<string, (client: DynamoDBClient) => Promise<unknown>> = {
  Callback: useSpool,
  OfficialCallback: async (client) => {
    await useSpool(client);
    await createDynamoLeases({ client, table: "StateTable" }).acquire("nonce#abc", "body", 1000, NOON);
  },
  PayCallback: async (client) => {
    await useSpool(client);
    await createDynamoAccounts({ client, table: "ConfigTable" }).get("wx_a");
    await createDynamoMerchantKeys({ client, table: "ConfigTable", sealer: createMemorySealer() }).get("1900000109");
    const news = createDynamoPayNews({ client, table: "JournalTable" });
    await news.claim(aPayment(), "request", NOON).catch(() => "this client answers with nothing");
    await news.markTold(aPayment());
    await news.isTold(aPayment());
    await news.payment(aPayment());
  },
  OAuth: async (client) => {
    const options = { client, table: "StateTable" };
    const states = createDynamoSignInStates(options);
    const begun = { redirect: "https://shop.example/", scope: "base", repeats: 0 } as const;
    await states.put("state", { appId: "wx_a", browser: "b" }, begun, NOON);
    await states.take("state", { appId: "wx_a", browser: "b" }, NOON);
    const grants = createDynamoWebGrants({ ...options, sealer: createMemorySealer() });
    await grants.put("wx_a", "o1", aWebGrant());
    await grants.get("wx_a", "o1", NOON);
    await grants.remove("wx_a", "o1", 1);
    const codes = createDynamoSessionCodes(options);
    await codes.put("code", { appId: "wx_a", origin: "https://shop.example", sessionId: "id" }, NOON);
    await codes.take("code", NOON);
    await useSessions(client);
    const sessions = createDynamoSessions(options);
    await sessions.remove("id");
    await sessions.endBefore("wx_a", "o1", NOON);
    await createDynamoWebAccess({ client, table: "ConfigTable" }).get("wx_a");
    await createDynamoAccounts({ client, table: "ConfigTable" }).get("wx_a");
  },
  Jssdk: async (client) => {
    await createDynamoWebAccess({ client, table: "ConfigTable" }).get("wx_a#b");
    await createDynamoAccounts({ client, table: "ConfigTable" }).get("wx_a#b");
    await useTokens(client);
  },
  MiniLogin: async (client) => {
    await createDynamoAccounts({ client, table: "ConfigTable" }).get("wx_a");
    await useTokens(client);
    await useSessions(client);
    const keys = createDynamoMiniKeys({ client, table: "StateTable", sealer: createMemorySealer() });
    await keys.put("wx_a", "o1", { sessionKey: "key", at: NOON });
    await keys.open("wx_a", "o1", NOON);
  },
  LoginPage: (client) => createDynamoLogins({ client, table: "StateTable" }).get("wx_a#b"),
};

describe.each(Object.entries(PUBLIC))("%s, which anybody may call,", (name, use) => {
  let fleet: Synthesized;

  beforeAll(() => {
    fleet = synthesize();
  });

  const statements = () =>
    Object(fleet.resources[`${name}RoleDefaultPolicy`]?.Properties.PolicyDocument)
      .Statement.map(({ Action, Resource, Condition }: Record<string, unknown>) => ({
        actions: [Action].flat(),
        table: fleet.readable([Resource].flat()[0]).replace(/\.Arn$/, ""),
        keys: ["ForAllValues:StringLike", "ForAllValues:StringEquals"].flatMap(
          (operator) => Object(Object(Condition)[operator])["dynamodb:LeadingKeys"] ?? [],
        ),
      }))
      .filter(({ table }: { table: string }) => table.endsWith("Table"));

  it("may use no table without a condition on its keys, and query nothing but conversations", () => {
    for (const { actions, keys } of statements()) {
      expect(keys.length).toBeGreaterThan(0);
      for (const key of keys)
        expect(key).toMatch(/^([a-z-]+#([a-z-]+#)?\*|session-keys|rules|rule-parts|routing|settings|ai)$/);
      if (actions.includes("dynamodb:Query")) expect(keys).toEqual(["conv#*"]);
    }
  });

  it("may do what it does", async () => {
    const { client, calls } = aClient();
    await use(client);
    expect(calls.length).toBeGreaterThan(0);
    for (const { action, table, key } of calls) {
      const allows = statements().some(
        (statement: { actions: string[]; table: string; keys: string[] }) =>
          statement.actions.includes(action) &&
          statement.table === table &&
          statement.keys.some((pattern) =>
            pattern.endsWith("*") ? key.startsWith(pattern.slice(0, -1)) : key === pattern,
          ),
      );
      expect([action, table, key, allows]).toEqual([action, table, key, true]);
    }
  });
});
