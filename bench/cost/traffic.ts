import { inParallel } from "../../shared/kernel/application/in-parallel.ts";
import { newCloudSite, startCloudProcess } from "../../test/support/cloud-process.ts";
import { callbackBody, createFleetDriver, peerOf } from "../../test/support/fleet-driver.ts";
import { requestJson } from "../../test/support/http-json.ts";
import { between, type Usage, usageSchema } from "./usage.ts";

export type Traffic = {
  readonly messages: number;
  /** Share of the messages that a rule answers, 0 to 1. */
  readonly answered: number;
  readonly accounts: number;
  /**
   * `one by one`: at a rate (a second) at which each message is alone in its batches; `batches`: as fast as they are
   * taken.
   */
  readonly way: "one by one" | "batches";
  readonly rate: number;
  /** Milliseconds that the gateway takes for a send. */
  readonly latency: number;
};

/** Callbacks that are under way at the same time when they come in batches. */
const LANES = 50;
const WARM_UP = 100;
/** People who write to each account. */
const PEOPLE = 20;
/** Milliseconds in which the last batches end after their answers are out. */
const REST = 3000;

/**
 * What the embedded cloud uses for the messages of `traffic`, after a warm-up: each invocation in a process of its own,
 * as on Lambda.
 */
export async function usageOfTraffic(traffic: Traffic): Promise<Usage> {
  process.env.LOCAL_INVOCATIONS_PER_PROCESS = "1";
  const site = await newCloudSite();
  try {
    const cloud = await startCloudProcess(site);
    try {
      return await measure(cloud.urls, traffic);
    } finally {
      await cloud.kill("SIGINT");
    }
  } finally {
    site.remove();
  }
}

async function measure(urls: { gateway: string; simulator: string }, traffic: Traffic): Promise<Usage> {
  const driver = await createFleetDriver(urls);
  await driver.prepare(traffic.accounts);
  const fault = { match: { path: "/message/postText" }, kind: "latency", value: traffic.latency };
  await requestJson("POST", `${urls.simulator}/sim/faults`, { body: fault });
  const answeredOf = (from: number, count: number) => numbers(from, count).filter(isAnswered(traffic.answered)).length;

  await offer(urls.gateway, driver.callbackKey, traffic, numbers(0, WARM_UP));
  await driver.waitForSent(answeredOf(0, WARM_UP));
  await rest();
  const before = await usage(urls.gateway);
  await offer(urls.gateway, driver.callbackKey, traffic, numbers(WARM_UP, traffic.messages));
  const expected = answeredOf(0, WARM_UP + traffic.messages);
  const sent = await driver.waitForSent(expected);
  if (sent.length !== expected) throw new Error(`${sent.length} answers went out, ${expected} were to`);
  await rest();
  return between(before, await usage(urls.gateway));
}

async function offer(gateway: string, key: string, traffic: Traffic, messages: readonly number[]): Promise<void> {
  const { accounts, answered, way, rate } = traffic;
  const deliver = async (message: number) => {
    const answer = await requestJson("POST", `${gateway}/callbacks/wechatapi/${key}`, {
      body: bodyOf(message % accounts, Math.floor(message / accounts), isAnswered(answered)(message)),
    });
    if (answer.status !== 200) throw new Error(`a callback was answered with ${answer.status}`);
  };
  if (way === "batches") return inParallel(messages, LANES, deliver);
  const begun = performance.now();
  for (const [index, message] of messages.entries()) {
    await new Promise((resolve) => setTimeout(resolve, Math.max(1, begun + (index * 1000) / rate - performance.now())));
    await deliver(message);
  }
}

/** A message of one of the account's people, who come in turn; a rule answers it or does not. */
function bodyOf(index: number, sequence: number, isAnsweredToo: boolean): string {
  const body = callbackBody(index, sequence).replace(peerOf(index, sequence), peerOf(index, sequence % PEOPLE));
  return isAnsweredToo ? body : body.replaceAll("负载", "闲聊");
}

/** Spreads the answered messages evenly over all. */
const isAnswered = (share: number) => (message: number) =>
  Math.floor((message + 1) * share + 1e-9) > Math.floor(message * share + 1e-9);

const numbers = (from: number, count: number) => Array.from({ length: count }, (_, index) => from + index);

const rest = () => new Promise((resolve) => setTimeout(resolve, REST));

async function usage(gateway: string): Promise<Usage> {
  return usageSchema.parse((await requestJson("GET", `${gateway}/local/usage`)).json());
}
