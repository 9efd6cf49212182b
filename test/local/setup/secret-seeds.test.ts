import { expect, it } from "vitest";
import * as z from "zod";
import { createSecretsService } from "../../../local/aws/secrets/service.ts";
import { createLocalClock } from "../../../local/clock.ts";
import { seedSecrets } from "../../../local/setup/secret-seeds.ts";
import { alertCredentialsSchema } from "../../../shared/adapters/alerts/credentials.ts";
import { aiCredentialsSchema } from "../../../shared/adapters/llm/credentials.ts";
import { officialAccountsSchema } from "../../../shared/adapters/weixin/credentials.ts";
import { ENV } from "../../../shared/names.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { aFunction } from "../a-function.ts";

const valueSchema = z.object({ SecretString: z.string() });

it("the robots of the alerts are the simulator's, wherever that is now; a person's own stay", async () => {
  const service = createSecretsService({ path: `${temporaryFolder()}/secrets.json`, clock: createLocalClock() });
  const call = (action: string, input: Record<string, unknown>) =>
    service.handle(action, input, new AbortController().signal);
  const fn = aFunction({ environment: { [ENV.alertsSecretId]: "alerts" } });
  const secrets = [{ name: "alerts", arn: "arn:alerts", logicalId: "AlertsSecret" }];
  const seeded = seedSecrets(service, { secrets, functions: [fn] });
  const channels = async () => {
    const { SecretString } = valueSchema.parse(await call("GetSecretValue", { SecretId: "alerts" }));
    return alertCredentialsSchema.parse(JSON.parse(SecretString)).channels;
  };
  await seeded.useSimulator(1111);
  expect((await channels()).map(({ type, url }) => [type, new URL(url).host])).toEqual([
    ["wecom", "127.0.0.1:1111"],
    ["dingtalk", "127.0.0.1:1111"],
    ["feishu", "127.0.0.1:1111"],
  ]);
  const own = { type: "wecom", url: "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=k", name: "own" };
  const SecretString = JSON.stringify({ channels: [...(await channels()), own] });
  await call("PutSecretValue", { SecretId: "alerts", SecretString });
  await seeded.useSimulator(2222);
  expect((await channels()).map(({ url }) => new URL(url).host)).toEqual([
    ...Array.from({ length: 3 }, () => "127.0.0.1:2222"),
    "qyapi.weixin.qq.com",
  ]);
});

it("the AI is the simulator's model, wherever that is now, unless a person chose another", async () => {
  const service = createSecretsService({ path: `${temporaryFolder()}/secrets.json`, clock: createLocalClock() });
  const call = (action: string, input: Record<string, unknown>) =>
    service.handle(action, input, new AbortController().signal);
  const fn = aFunction({ environment: { [ENV.aiSecretId]: "ai" } });
  const secrets = [{ name: "ai", arn: "arn:ai", logicalId: "AiSecret" }];
  const seeded = seedSecrets(service, { secrets, functions: [fn] });
  const baseUrl = async () => {
    const { SecretString } = valueSchema.parse(await call("GetSecretValue", { SecretId: "ai" }));
    return aiCredentialsSchema.parse(JSON.parse(SecretString)).baseUrl;
  };
  for (const port of [1111, 2222]) {
    await seeded.useSimulator(port);
    expect(await baseUrl()).toBe(`http://127.0.0.1:${port}/llm/v1`);
  }
  const own = { baseUrl: "http://127.0.0.1:11434/v1", apiKey: "ollama", model: "qwen3" };
  await call("PutSecretValue", { SecretId: "ai", SecretString: JSON.stringify(own) });
  await seeded.useSimulator(3333);
  expect(await baseUrl()).toBe(own.baseUrl);
});

it("the Official Account is the simulator's, wherever that is now, unless a person named WeChat's own address", async () => {
  const service = createSecretsService({ path: `${temporaryFolder()}/secrets.json`, clock: createLocalClock() });
  const call = (action: string, input: Record<string, unknown>) =>
    service.handle(action, input, new AbortController().signal);
  const fn = aFunction({ environment: { [ENV.officialAccountsSecretId]: "officials" } });
  const secrets = [{ name: "officials", arn: "arn:officials", logicalId: "OfficialAccountsSecret" }];
  const seeded = seedSecrets(service, { secrets, functions: [fn] });
  const stored = async () => {
    const { SecretString } = valueSchema.parse(await call("GetSecretValue", { SecretId: "officials" }));
    return officialAccountsSchema.parse(JSON.parse(SecretString));
  };
  for (const port of [1111, 2222]) {
    await seeded.useSimulator(port);
    expect(await stored()).toMatchObject({
      baseUrl: `http://127.0.0.1:${port}/weixin`,
      loginPage: `http://127.0.0.1:${port}/weixin`,
      accounts: {},
    });
  }
  const own = { ...(await stored()), baseUrl: "https://api.weixin.qq.com" };
  await call("PutSecretValue", { SecretId: "officials", SecretString: JSON.stringify(own) });
  await seeded.useSimulator(3333);
  expect(await stored()).toEqual(own);
});
