import { randomBytes } from "node:crypto";
import * as z from "zod";
import { ENV } from "../../shared/names.ts";
import type { SecretsService } from "../aws/secrets/service.ts";
import { LocalError } from "../local-error.ts";
import { SIMULATED_LLM } from "../sim/llm/credentials.ts";
import { simulatedRobots } from "../sim/robots/credentials.ts";
import { simulatedWeixin } from "../sim/weixin/credentials.ts";
import type { CloudModel } from "../template/model.ts";

export type LocalSecrets = {
  /** The key that the vendor's callbacks carry in their path, as it is now. */
  callbackKey(): Promise<string>;
  /** Points the secrets to the simulator, except those that a person has pointed elsewhere. */
  useSimulator(port: number): Promise<void>;
};

const callbackSchema = z.object({
  keys: z.union([z.string(), z.array(z.string())]).transform((keys) => [keys].flat()),
});
const aiSchema = z.looseObject({ baseUrl: z.string() });
const officialsSchema = z.looseObject({ baseUrl: z.string() });
const gatewaySchema = z.looseObject({ baseUrl: z.string(), token: z.string() });
const webhooksSchema = z.looseObject({
  trustedOrigins: z.array(z.string()).default([]),
  /** The simulator's origin at the last start. */
  simulator: z.string().optional(),
});
const valueSchema = z.object({ SecretString: z.string() });

const SIMULATOR_TOKEN = "local-token";

/** Gives every secret of the template a value on the first start, and answers what the laptop needs of them. */
export function seedSecrets(service: SecretsService, model: Pick<CloudModel, "secrets" | "functions">): LocalSecrets {
  const callback = secretBehind(ENV.callbackSecretId, model);
  const gateway = secretBehind(ENV.gatewaySecretId, model);
  const alerts = secretBehind(ENV.alertsSecretId, model);
  const ai = secretBehind(ENV.aiSecretId, model);
  const webhooks = secretBehind(ENV.webhookSecretId, model);
  const officials = secretBehind(ENV.officialAccountsSecretId, model);
  for (const { name } of model.secrets) {
    if (name === callback) service.ensure(name, JSON.stringify({ keys: [randomBytes(16).toString("hex")] }));
    else if (name === gateway) service.ensure(name, JSON.stringify({ ...simulatorAt(0), token: SIMULATOR_TOKEN }));
    else if (name === alerts) service.ensure(name, JSON.stringify(simulatedRobots(simulatorBase(0))));
    else if (name === ai) service.ensure(name, JSON.stringify({ ...SIMULATED_LLM, baseUrl: llmAt(0) }));
    else if (name === webhooks) service.ensure(name, JSON.stringify({ key: randomBytes(24).toString("hex") }));
    else if (name === officials) service.ensure(name, JSON.stringify(simulatedWeixin(simulatorBase(0))));
    else service.ensure(name, JSON.stringify({ value: randomBytes(16).toString("hex") }));
  }
  const read = async (SecretId: string): Promise<unknown> => {
    const { SecretString } = valueSchema.parse(
      await service.handle("GetSecretValue", { SecretId }, new AbortController().signal),
    );
    return JSON.parse(SecretString);
  };
  const put = async (SecretId: string, value: unknown): Promise<void> => {
    const SecretString = JSON.stringify(value);
    await service.handle("PutSecretValue", { SecretId, SecretString }, new AbortController().signal);
  };
  return {
    async callbackKey() {
      const [key] = callback === undefined ? [] : callbackSchema.parse(await read(callback)).keys;
      if (key === undefined) throw new LocalError("the template has no callback secret with a key");
      return key;
    },
    async useSimulator(port) {
      if (gateway !== undefined) await put(gateway, pointGateway(await read(gateway), port));
      if (webhooks !== undefined) await put(webhooks, trustSimulator(await read(webhooks), port));
      if (alerts !== undefined) await put(alerts, pointRobots(await read(alerts), port));
      if (officials !== undefined) await put(officials, pointOfficials(await read(officials), port));
      if (ai !== undefined) await put(ai, pointLlm(await read(ai), port));
    },
  };
}

const simulatorBase = (port: number): string => `http://127.0.0.1:${port}`;

/** The simulator's API, and the one place on this machine from which files may be fetched. */
function simulatorAt(port: number): { baseUrl: string; mediaOrigins: string[] } {
  const origin = simulatorBase(port);
  return { baseUrl: `${origin}/wechatapi/finder/v2/api`, mediaOrigins: [origin] };
}

function pointGateway(stored: unknown, port: number): unknown {
  const value = gatewaySchema.parse(stored);
  return value.baseUrl.startsWith("http://127.0.0.1:") ? { ...value, ...simulatorAt(port) } : value;
}

const llmAt = (port: number): string => `${simulatorBase(port)}/llm/v1`;

/** A model that a person chose stays, also one on this machine. */
function pointLlm(stored: unknown, port: number): unknown {
  const value = aiSchema.parse(stored);
  return /^http:\/\/127\.0\.0\.1:\d+\/llm\/v1$/.test(value.baseUrl) ? { ...value, baseUrl: llmAt(port) } : value;
}

/** WeChat's own address, or another one, stays where a person put it. */
function pointOfficials(stored: unknown, port: number): unknown {
  const value = officialsSchema.parse(stored);
  const isSimulated = /^http:\/\/127\.0\.0\.1:\d+\/weixin$/.test(value.baseUrl);
  const { baseUrl, loginPage } = simulatedWeixin(simulatorBase(port));
  return isSimulated ? { ...value, baseUrl, loginPage } : value;
}

/** Webhooks may be simulated ones; origins that a person added stay. */
function trustSimulator(stored: unknown, port: number): unknown {
  const value = webhooksSchema.parse(stored);
  const others = value.trustedOrigins.filter((origin) => origin !== value.simulator);
  const simulator = simulatorBase(port);
  return { ...value, simulator, trustedOrigins: [...others, simulator] };
}

/** Robots that a person added keep their addresses. */
function pointRobots(stored: unknown, port: number): unknown {
  const simulated = /http:\/\/127\.0\.0\.1:\d+(?=\/robots\/)/g;
  return JSON.parse(JSON.stringify(stored).replaceAll(simulated, simulatorBase(port)));
}

/** The secret that some function finds through the environment variable. */
function secretBehind(variable: string, { secrets, functions }: Pick<CloudModel, "secrets" | "functions">) {
  const ids = new Set(functions.map(({ environment }) => environment[variable]));
  return secrets.find(({ arn, name }) => ids.has(arn) || ids.has(name))?.name;
}
