import { expect, it, onTestFinished } from "vitest";
import { opens, seals } from "../../../infra/constructs/functions/grants.ts";
import { createKmsService } from "../../../local/aws/kms/service.ts";
import { createS3Store } from "../../../local/aws/s3/store.ts";
import { startAwsServer } from "../../../local/aws/server.ts";
import { createLocalClock } from "../../../local/clock.ts";
import { createAdmission } from "../../../local/iam/admission.ts";
import { createKmsRequests } from "../../../local/iam/calls/kms.ts";
import { createGuard } from "../../../local/iam/guard.ts";
import { accessKeyOf } from "../../../local/iam/identity.ts";
import { compilePolicy } from "../../../local/iam/policy.ts";
import type { Statement } from "../../../local/iam/statement.ts";
import { connectSealer } from "../../../shared/platform/kms/sealer.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { aFunction } from "../a-function.ts";

const KEY = { id: "11111111-2222-3333-4444-555555555555", description: "", aliases: ["alias/seal"] };
const keyArn = `arn:aws:kms:us-east-1:000000000000:key/${KEY.id}`;

/** What a grant of the infrastructure becomes in a role. */
function statementsOf(...grants: ReturnType<typeof opens>[]): Statement[] {
  return grants
    .flatMap(({ statements }) => statements)
    .map(({ actions, resources, conditions = {} }) => ({
      effect: "Allow",
      actions,
      resources,
      conditions: Object.entries(conditions).flatMap(([operator, keys]) =>
        Object.entries(keys).map(([key, values]) => ({ operator, key, values })),
      ),
    }));
}

/** The embedded KMS with its admission; sealers of a function with grants, and of the account itself. */
async function aFunctionWith(...grants: ReturnType<typeof opens>[]) {
  const role = { name: "role", arn: "arn:aws:iam::000000000000:role/role", statements: statementsOf(...grants) };
  const fn = aFunction({ role });
  const guard = createGuard([fn], () => undefined);
  const clock = createLocalClock();
  const s3 = createS3Store({ dir: temporaryFolder() });
  const server = await startAwsServer({
    port: 0,
    services: [createKmsService({ path: `${temporaryFolder()}/keys.json`, clock, keys: [KEY] })],
    s3,
    dynamodbEndpoint: "http://127.0.0.1:1",
    admission: createAdmission(guard, { tables: [], topics: [], keys: [KEY] }),
  });
  onTestFinished(async () => {
    await server.close();
    s3.close();
  });
  const sealerOf = (accessKeyId: string) =>
    connectSealer(
      {
        region: "us-east-1",
        endpoint: server.url,
        credentials: { accessKeyId, secretAccessKey: "local" },
        maxAttempts: 1,
      },
      keyArn,
    );
  return { own: sealerOf(accessKeyOf(fn.arn)), operator: sealerOf("local"), guard };
}

it("lets a function that opens callback keys open nothing else, and seal nothing", async () => {
  const { own, operator, guard } = await aFunctionWith(opens({ keyArn }, ["callback-keys"]));
  const [keys, secret] = await Promise.all([
    operator.seal("callback-keys", "a", "keys"),
    operator.seal("app-secrets", "a", "secret"),
  ]);
  expect(await own.open("callback-keys", "a", keys)).toBe("keys");
  const refused = /AccessDeniedException: User: .* is not authorized to perform: kms:(Decrypt|GenerateDataKey) on /;
  await expect(own.open("app-secrets", "a", secret)).rejects.toThrow(refused);
  await expect(own.seal("callback-keys", "a", "keys")).rejects.toThrow(refused);
  // Under the context that it may name, KMS opens no blob that was made with another one.
  await expect(own.open("callback-keys", "a", secret)).rejects.toMatchObject({ code: "internal" });
  expect(guard.refusals().map(({ action, resource }) => [action, resource])).toEqual([
    ["kms:Decrypt", keyArn],
    ["kms:GenerateDataKey", keyArn],
  ]);
});

it("lets a function seal and open for the purposes of its grants", async () => {
  const purposes = ["callback-keys", "app-secrets"] as const;
  const { own } = await aFunctionWith(seals({ keyArn }, purposes), opens({ keyArn }, ["app-secrets"]));
  await own.seal("callback-keys", "a", "keys");
  expect(await own.open("app-secrets", "a", await own.seal("app-secrets", "a", "secret"))).toBe("secret");
  await expect(own.seal("component-tokens", "a", "token")).rejects.toMatchObject({ code: "unavailable" });
});

it("judges a key by its ARN, however a call names it, and a context by all its pairs", () => {
  const requests = createKmsRequests([KEY]);
  for (const KeyId of [KEY.id, keyArn, "alias/seal", "arn:aws:kms:us-east-1:000000000000:alias/seal"]) {
    expect(requests("Encrypt", { KeyId })).toMatchObject([{ action: "kms:Encrypt", resource: keyArn }]);
  }
  expect(requests("Encrypt", { KeyId: "alias/none" })).toMatchObject([{ resource: "*" }]);
  expect(requests("ListKeys", {})).toMatchObject([{ action: "kms:ListKeys", resource: "*" }]);
  const judge = compilePolicy(
    [
      {
        effect: "Allow",
        actions: ["kms:Decrypt"],
        resources: [keyArn],
        conditions: [
          { operator: "ForAllValues:StringEquals", key: "kms:EncryptionContextKeys", values: ["purpose", "stage"] },
          { operator: "StringLike", key: "kms:EncryptionContext:purpose", values: ["callback-*"] },
        ],
      },
    ],
    "a test",
  );
  const verdict = (EncryptionContext: unknown) =>
    requests("Decrypt", { KeyId: KEY.id, EncryptionContext }).map((request) => judge(request));
  expect(verdict({ purpose: "callback-keys" })).toEqual(["allowed"]);
  expect(verdict({ purpose: "callback-keys", other: "x" })).toEqual(["unmentioned"]);
  expect(verdict({ purpose: "app-secrets" })).toEqual(["unmentioned"]);
  expect(verdict({ purpose: 1 })).toEqual(["unmentioned"]);
  expect(verdict(undefined)).toEqual(["unmentioned"]);
});
