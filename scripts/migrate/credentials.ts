import * as z from "zod";
import type { OfficialAccount, OfficialAccounts } from "../../shared/adapters/weixin/credentials.ts";

/** What became of one account; `done`: its entry in the secret is needed no more. */
export type Migrated = { readonly appId: string; readonly done: boolean; readonly words: string };

/** A call of the operators' API as an admin. */
export type CallApi = (
  method: "GET" | "PUT",
  path: string,
  body?: object,
) => Promise<{ status: number; body: unknown }>;

const overviewSchema = z.object({
  revision: z.string(),
  calls: z.looseObject({ status: z.string().optional(), words: z.string().optional() }).optional(),
});
const problemSchema = z.object({ detail: z.string() });

/** The revision of an account of which nothing was ever kept. */
const UNTOUCHED = "0.0";

/**
 * Gives each account of the one secret credentials of its own, by the API. What an account has already is left as it
 * is, so that the command may be run again, and changes nothing that an operator has set since.
 */
export async function migrateCredentials(
  { accounts, faults }: Pick<OfficialAccounts, "accounts" | "faults">,
  call: CallApi,
  tell: (migrated: Migrated) => void,
): Promise<readonly Migrated[]> {
  const all: Migrated[] = [];
  const note = (appId: string, done: boolean, words: string) => {
    const migrated = { appId, done, words };
    all.push(migrated);
    tell(migrated);
  };
  for (const [appId, fault] of Object.entries(faults)) note(appId, false, `the entry cannot be used: ${fault}`);
  for (const [appId, account] of Object.entries(accounts)) {
    const { done, words } = await migrate(appId, account, call);
    note(appId, done, words);
  }
  return all;
}

async function migrate(appId: string, account: OfficialAccount, call: CallApi): Promise<Omit<Migrated, "appId">> {
  const path = `/api/accounts/${encodeURIComponent(appId)}/credentials`;
  const before = await call("GET", path);
  if (before.status !== 200) return { done: false, words: reasonOf(before) };
  const { revision } = overviewSchema.parse(before.body);
  if (revision !== UNTOUCHED) return { done: true, words: `has credentials of its own already (revision ${revision})` };
  const set = await call("PUT", path, { ...account, revision });
  if (set.status !== 200) return { done: false, words: reasonOf(set) };
  const { calls } = overviewSchema.parse(set.body);
  return {
    done: true,
    words: `kept, ${calls?.status ?? "without an AppSecret"}${calls?.words ? `: ${calls.words}` : ""}`,
  };
}

function reasonOf({ status, body }: { status: number; body: unknown }): string {
  return `not kept: ${status} ${problemSchema.safeParse(body).data?.detail ?? "without a reason"}`;
}
