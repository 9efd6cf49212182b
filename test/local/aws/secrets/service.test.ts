import { readFileSync, statSync, writeFileSync } from "node:fs";
import { expect, it } from "vitest";
import { createSecretsService } from "../../../../local/aws/secrets/service.ts";
import { createLocalClock } from "../../../../local/clock.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";

function aService() {
  const path = `${temporaryFolder()}/nested/secrets.json`;
  const service = createSecretsService({ path, clock: createLocalClock() });
  const call = (action: string, input: Record<string, unknown> = {}) =>
    service.handle(action, input, new AbortController().signal);
  return { path, service, call };
}

it("creates a secret once and keeps what is there", async () => {
  const { service, call } = aService();
  const arn = service.ensure("callback-keys", "first");
  expect(service.ensure("callback-keys", "second")).toBe(arn);
  expect(await call("GetSecretValue", { SecretId: "callback-keys" })).toMatchObject({
    ARN: arn,
    SecretString: "first",
  });
});

it("finds a secret by name, by ARN and by ARN without its random end", async () => {
  const { service, call } = aService();
  const arn = service.ensure("a/b", "value");
  for (const SecretId of ["a/b", arn, arn.slice(0, -7)]) {
    expect(await call("GetSecretValue", { SecretId })).toMatchObject({ Name: "a/b" });
  }
  await expect(call("GetSecretValue", { SecretId: "a" })).rejects.toMatchObject({ code: "ResourceNotFoundException" });
});

it("changes values and versions, and lists what there is", async () => {
  const { call } = aService();
  const created = await call("CreateSecret", { Name: "k", SecretString: "1", Description: "a key" });
  await expect(call("CreateSecret", { Name: "k" })).rejects.toMatchObject({ code: "ResourceExistsException" });
  const changed = await call("PutSecretValue", { SecretId: "k", SecretString: "2" });
  expect(changed).not.toEqual(created);
  await call("UpdateSecret", { SecretId: "k", Description: "the key" });
  expect(await call("GetSecretValue", { SecretId: "k" })).toMatchObject({ SecretString: "2" });
  expect(await call("DescribeSecret", { SecretId: "k" })).toMatchObject({ Description: "the key" });
  expect(await call("ListSecrets")).toMatchObject({ SecretList: [{ Name: "k" }] });
});

it("keeps the file to its owner and counts what a person edits in it", async () => {
  const { path, service, call } = aService();
  service.ensure("k", "1");
  expect(statSync(path).mode & 0o777).toBe(0o600);
  writeFileSync(path, readFileSync(path, "utf8").replace('"1"', '"edited"'));
  expect(await call("GetSecretValue", { SecretId: "k" })).toMatchObject({ SecretString: "edited" });
  writeFileSync(path, '{ "short": { "value": "form" } }');
  expect(await call("GetSecretValue", { SecretId: "short" })).toMatchObject({ SecretString: "form" });
});

it("refuses what AWS would refuse", async () => {
  const { call } = aService();
  await expect(call("CreateSecret", { Name: "a b" })).rejects.toMatchObject({ code: "ValidationException" });
  const tooLong = { Name: "long", SecretString: "字".repeat(21_846) };
  await expect(call("CreateSecret", tooLong)).rejects.toMatchObject({ code: "ValidationException" });
  await expect(call("GetSecretValue", {})).rejects.toMatchObject({ code: "ValidationException" });
  await expect(call("RotateSecret")).rejects.toMatchObject({ code: "UnknownOperationException" });
  await expect(call("constructor")).rejects.toMatchObject({ code: "UnknownOperationException" });
});
