import { parseArgs } from "node:util";
import { officialAccountsSchema } from "../shared/adapters/weixin/credentials.ts";
import { createReadSecretText } from "../shared/platform/secrets/read-text.ts";
import { type CallApi, migrateCredentials } from "./migrate/credentials.ts";

/**
 * `npm run migrate-credentials -- --api URL --secret ARN`, with an admin's token in `FLEET_TOKEN`: gives each account of
 * the secret `OfficialAccountsSecret` credentials of its own. It may be run again; it prints no secret.
 */
const { values } = parseArgs({ options: { api: { type: "string" }, secret: { type: "string" } } });
const token = process.env.FLEET_TOKEN;
if (values.api === undefined || values.secret === undefined || token === undefined) {
  throw new Error(
    "usage: FLEET_TOKEN=… npm run migrate-credentials -- --api <HttpApiUrl> --secret <OfficialAccountsSecretArn>",
  );
}
const base = values.api.replace(/\/+$/, "");

const call: CallApi = async (method, path, body) => {
  const response = await fetch(base + path, {
    method,
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    ...(body ? { body: JSON.stringify(body) } : {}),
    signal: AbortSignal.timeout(30_000),
  });
  return { status: response.status, body: await response.json() };
};

const text = await createReadSecretText({})(values.secret);
if (text === undefined) throw new Error("the secret has no value: there is nothing to migrate");
const migrated = await migrateCredentials(officialAccountsSchema.parse(jsonOf(text)), call, ({ appId, words }) => {
  console.log(`${appId}: ${words}`);
});

const done = migrated.filter((one) => one.done).map(({ appId }) => appId);
const left = migrated.length - done.length;
console.log(`\n${done.length} of ${migrated.length} accounts have credentials of their own.`);
if (done.length > 0)
  console.log(`Remove these entries from the secret's 'accounts', and leave 'baseUrl': ${done.join(", ")}`);
if (left > 0) {
  console.log(`${left} still need their entries: mend what is said above, and run the command again.`);
  process.exitCode = 1;
}

/** The parser's own words would quote the secret. */
function jsonOf(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw new Error("the secret is not JSON");
  }
}
