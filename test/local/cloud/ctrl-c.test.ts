import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { newCloudSite, startCloudProcess } from "../../support/cloud-process.ts";
import { eventually, requestJson } from "../../support/http-json.ts";
import { familyOf, stillRunning } from "../../support/processes.ts";
import { until } from "../../support/until.ts";
import { npmStart } from "./npm-start.ts";

let site: Awaited<ReturnType<typeof newCloudSite>>;

beforeEach(async () => {
  site = await newCloudSite();
});
afterEach(() => site.remove());

const isReady = (cloud: { output(): string }) => until(() => /^ready http/m.test(cloud.output()), 240);

/** Lets a function hang in the middle of its work: a question to a language model that never answers. */
async function keepBusy(): Promise<void> {
  const simulator = `http://127.0.0.1:${site.ports.simulator}`;
  const fault = { match: { path: "/llm/*" }, kind: "hang" };
  await requestJson("POST", `${simulator}/sim/faults`, { body: fault });
  const question = { appId: "wx_demo_alpha", from: "wxid_me", text: "问：营业时间？" };
  await requestJson("POST", `${simulator}/sim/messages`, { body: question });
  await eventually("a question to the model", 30_000, async () => {
    const { text } = await requestJson("GET", `${simulator}/sim/calls?path=/llm/v1/chat/completions&wait=20`);
    return text.includes('"fault":"hang"') || undefined;
  });
}

/** What is printed from now on. */
function listen(cloud: { output(): string }): () => string {
  const before = cloud.output().length;
  return () => cloud.output().slice(before);
}

const allGone = (pids: readonly number[]) =>
  eventually(`the end of ${pids}`, 10_000, async () => ((await stillRunning(pids)).length === 0 ? true : undefined));

describe("npm start", () => {
  it("ends quietly on Ctrl-C, though a function has to be killed", async () => {
    await using cloud = npmStart(site);
    await isReady(cloud);
    await keepBusy();
    const pids = (await familyOf(cloud.pid)).map(({ pid }) => pid);
    const said = listen(cloud);
    cloud.pressCtrlC();
    await cloud.ended;
    expect(said()).toBe("SIGINT: stopping …\n");
    await allGone(pids);
  });

  it("ends at once and quietly on a second Ctrl-C", async () => {
    await using cloud = npmStart(site);
    await isReady(cloud);
    await keepBusy();
    const pids = (await familyOf(cloud.pid)).map(({ pid }) => pid);
    const said = listen(cloud);
    cloud.pressCtrlC();
    await until(() => said().includes("stopping"));
    cloud.pressCtrlC();
    await cloud.ended;
    expect(said()).toBe("SIGINT: stopping …\n");
    await allGone(pids);
  });

  it("ends quietly on Ctrl-C while it starts, and does not say that it is ready", async () => {
    await using cloud = npmStart(site);
    await until(() => existsSync(join(site.dataDir, "pid")), 240);
    const pids = (await familyOf(cloud.pid)).map(({ pid }) => pid);
    cloud.pressCtrlC();
    await cloud.ended;
    const lines = cloud.output().split("\n");
    expect(lines.filter((line) => line !== "" && !/^(>|building)/.test(line))).toEqual(["SIGINT: stopping …"]);
    await allGone(pids);
  });

  it("ends with npm when that alone gets SIGTERM", async () => {
    await using cloud = npmStart(site);
    await isReady(cloud);
    const pids = (await familyOf(cloud.pid)).map(({ pid }) => pid);
    const said = listen(cloud);
    cloud.signalNpm("SIGTERM");
    await cloud.ended;
    expect(said()).toBe("SIGTERM: stopping …\n");
    await allGone(pids);
  });
});

it("a second SIGINT ends the embedded cloud with code 130", async () => {
  const cloud = await startCloudProcess(site);
  await keepBusy();
  const ended = cloud.kill("SIGINT");
  await until(() => cloud.output().includes("stopping"));
  process.kill(cloud.pid, "SIGINT");
  expect(await ended).toEqual({ code: 130, signal: null });
});
