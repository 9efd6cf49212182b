import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  ListQueuesCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type CloudProcess, newCloudSite, startCloudProcess } from "../support/cloud-process.ts";
import { callbackBody, createFleetDriver, faultsOf, loadAppId, peerOf } from "../support/fleet-driver.ts";
import { eventually, requestJson } from "../support/http-json.ts";
import { untilNoneMentions } from "../support/processes.ts";

/**
 * The main job over HTTP alone, on the embedded cloud as users start it. Limits are raised by configuration to
 * 1,000 messages a second for each account and for the gateway (`RAISED_LIMITS`). `E2E_MESSAGES` sets the number of
 * messages over all 50 accounts; the gate runs 20,000.
 */
const ACCOUNTS = 50;
const MESSAGES = Number(process.env.E2E_MESSAGES ?? 1500);
const PER_ACCOUNT = Math.ceil(MESSAGES / ACCOUNTS);
const DUPLICATES = 0.05;
const TIMEOUT = 120_000 + MESSAGES * 40;

/** Longer than any message stays invisible after a receive (180 s) and than a claim's lease (35 s). */
const BEYOND_VISIBILITY = 200;

let site: Awaited<ReturnType<typeof newCloudSite>>;
let cloud: CloudProcess;

beforeEach(async () => {
  site = await newCloudSite();
  cloud = await startCloudProcess(site);
});

afterEach(async () => {
  await cloud.kill("SIGINT");
  await untilNoneMentions(site.dataDir);
  site.remove();
});

describe(`${ACCOUNTS} accounts, ${PER_ACCOUNT * ACCOUNTS} messages, ${DUPLICATES * 100} % of them twice`, () => {
  it(
    "sends every account's replies in the order of its messages, each once, none lost, late duplicates included",
    async () => {
      const driver = await createFleetDriver(cloud.urls);
      await driver.prepare(ACCOUNTS);
      const half = Math.floor(PER_ACCOUNT / 2);
      const first = await driver.run({ accounts: ACCOUNTS, messagesPerAccount: half, duplicates: DUPLICATES });
      await driver.waitForSent(half * ACCOUNTS);
      await driver.advance(360);
      for (const { index, sequence } of first.repeated) await driver.deliver(index, sequence);
      await driver.run({ accounts: ACCOUNTS, messagesPerAccount: PER_ACCOUNT - half, duplicates: DUPLICATES }, half);
      await driver.waitForSent(PER_ACCOUNT * ACCOUNTS);
      await driver.advance(3000);
      for (const { index, sequence } of first.repeated.slice(0, 50)) await driver.deliver(index, sequence);
      await driver.deliver(0, PER_ACCOUNT);
      const sent = await driver.waitForSent(PER_ACCOUNT * ACCOUNTS + 1);
      const faults = faultsOf(sent, { accounts: ACCOUNTS, messagesPerAccount: PER_ACCOUNT });
      expect(faults).toEqual({ disorder: [], twice: [], missing: [] });
      expect(await driver.commandsIn("unknown")).toEqual([]);
      expect(await driver.commandsIn("failed")).toEqual([]);
    },
    TIMEOUT,
  );

  it(
    "does the same when the embedded cloud is killed in the middle, save for commands that the ledger reports",
    async () => {
      const driver = await createFleetDriver(cloud.urls);
      await driver.prepare(ACCOUNTS);
      let restarted: Promise<void> | undefined;
      await driver.run({
        accounts: ACCOUNTS,
        messagesPerAccount: PER_ACCOUNT,
        duplicates: DUPLICATES,
        onProgress: (accepted) => {
          if (accepted >= (PER_ACCOUNT * ACCOUNTS) / 2) restarted ??= killAndRestart();
        },
      });
      await restarted;
      const again = await createFleetDriver(cloud.urls);
      await again.advance(BEYOND_VISIBILITY);
      const { unknown, disorder, twice } = await eventually(
        "every reply out, or reported",
        TIMEOUT,
        async () => {
          const sent = await again.sentCalls();
          const unknown = await again.commandsIn("unknown");
          const faults = faultsOf(sent, { accounts: ACCOUNTS, messagesPerAccount: PER_ACCOUNT });
          const reported = new Set(unknown.map(({ to }) => to));
          const lost = faults.missing.filter(({ index, sequence }) => !reported.has(peerOf(index, sequence)));
          return lost.length === 0 ? { ...faults, unknown } : undefined;
        },
        500,
      );
      expect({ disorder, twice }).toEqual({ disorder: [], twice: [] });
      const perAccount = Map.groupBy(unknown, ({ appId }) => appId);
      expect([...perAccount].filter(([, commands]) => commands.length > 1)).toEqual([]);
      expect(await again.commandsIn("failed")).toEqual([]);
    },
    TIMEOUT,
  );
});

describe("the callback's edge", () => {
  it("takes two messages whose NewMsgId differ only in the last digit for two, and keeps an unknown account's", async () => {
    const driver = await createFleetDriver(cloud.urls);
    await driver.prepare(1);
    const post = (body: string) =>
      requestJson("POST", `${cloud.urls.gateway}/callbacks/wechatapi/${driver.callbackKey}`, { body });
    const one = callbackBody(0, 1);
    const other = callbackBody(0, 2)
      .replaceAll("_m2", "_m1")
      .replace('"CreateTime":1760000002', '"CreateTime":1760000001');
    expect(one.replace("7000000000000000001", "7000000000000000002")).not.toBe(one);
    expect((await post(one)).status).toBe(200);
    expect((await post(other)).status).toBe(200);
    expect((await post(one)).status).toBe(200);
    const sent = await driver.waitForSent(2);
    expect(sent.map(({ toWxid }) => toWxid)).toEqual(["wxid_a0_m1", "wxid_a0_m1"]);

    expect((await post(callbackBody(7, 1))).status).toBe(200);
    const flagged = await waitForAccount(driver, loadAppId(7));
    expect(flagged).toMatchObject({ registered: false });
  });

  it("refuses bad input with a JSON error that says what was wrong, counts it, and enqueues nothing", async () => {
    const driver = await createFleetDriver(cloud.urls);
    const url = `${cloud.urls.gateway}/callbacks/wechatapi`;
    const good = `${url}/${driver.callbackKey}`;
    const cases: [string, string, number][] = [
      [good, "TypeName=AddMsg", 400],
      [good, `${"[".repeat(400_000)}${"]".repeat(400_000)}`, 400],
      [good, '{"TypeName":"AddMsg","Data":{}}', 400],
      [good, '{"TypeName":"AddMsg","Appid":{},"Data":{}}', 400],
      [`${url}/wrong-key`, callbackBody(0, 1), 401],
      [`${cloud.urls.gateway}/callbacks/elsewhere/x`, callbackBody(0, 1), 404],
      [good, `{"pad":"${"x".repeat(1_100_000)}"}`, 413],
    ];
    for (const [to, body, status] of cases) {
      const answer = await requestJson("POST", to, { body });
      expect(answer.status).toBe(status);
      expect(JSON.stringify(answer.json()).length).toBeGreaterThan(10);
    }
    await isCounted("CallbackRejected");
    expect((await driver.sentCalls()).length).toBe(0);
  });

  it("takes what names an account and cannot be read, counts it, and answers nothing", async () => {
    const driver = await createFleetDriver(cloud.urls);
    const url = `${cloud.urls.gateway}/callbacks/wechatapi/${driver.callbackKey}`;
    const answer = await requestJson("POST", url, { body: '{"TypeName":"AddMsg","Appid":"wx_a"}' });
    expect(answer.status).toBe(200);
    await isCounted("CallbackUnknown");
    expect((await driver.sentCalls()).length).toBe(0);
  });
});

describe("when the inbound queue is gone", () => {
  it("spools what the callback accepts and sends the replies in order once the queue is back", async () => {
    const driver = await createFleetDriver(cloud.urls);
    await driver.prepare(3);
    const sqs = new SQSClient({
      endpoint: cloud.urls.aws,
      region: "us-east-1",
      credentials: { accessKeyId: "x", secretAccessKey: "x" },
    });
    await driver.run({ accounts: 3, messagesPerAccount: 2, duplicates: 0 });
    await driver.waitForSent(6);
    const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({}));
    const url = QueueUrls.find((queue) => queue.includes("InboundLaneQueue")) ?? "";
    const { Attributes = {} } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ["All"] }),
    );
    await sqs.send(new DeleteQueueCommand({ QueueUrl: url }));

    await driver.run({ accounts: 3, messagesPerAccount: 4, duplicates: 0 }, 2);
    await isCounted("CallbackSpooled");
    expect((await driver.sentCalls()).length).toBe(6);

    const settable = Object.fromEntries(Object.entries(Attributes).filter(([name]) => SETTABLE.has(name)));
    await sqs.send(new CreateQueueCommand({ QueueName: url.slice(url.lastIndexOf("/") + 1), Attributes: settable }));
    sqs.destroy();
    await driver.advance(60);
    await driver.run({ accounts: 3, messagesPerAccount: 2, duplicates: 0 }, 6);
    const sent = await driver.waitForSent(24);
    expect(faultsOf(sent, { accounts: 3, messagesPerAccount: 8 })).toEqual({ disorder: [], twice: [], missing: [] });
  });
});

describe("rules", () => {
  it("are in force within 5 s of their publication, without a restart", async () => {
    const driver = await createFleetDriver(cloud.urls);
    await driver.prepare(1);
    await driver.deliver(0, 0);
    await driver.waitForSent(1);
    const rule = {
      id: "new",
      name: "new",
      priority: 5,
      match: { type: "regex", pattern: "第\\d+条" },
      actions: [{ type: "forward", to: "wxid_boss" }],
    };
    await driver.api("PUT", "/api/rules", { rules: [rule] });
    await driver.advance(5);
    await driver.deliver(0, 1);
    const sent = await driver.waitForSent(2);
    expect(sent.map(({ toWxid }) => toWxid)).toEqual(["wxid_a0_m0", "wxid_boss"]);
  });
});

/** The attributes of GetQueueAttributes' answer that CreateQueue accepts. */
const SETTABLE = new Set([
  "FifoQueue",
  "VisibilityTimeout",
  "RedrivePolicy",
  "DeduplicationScope",
  "FifoThroughputLimit",
  "MessageRetentionPeriod",
]);

async function killAndRestart(): Promise<void> {
  await cloud.kill("SIGKILL");
  cloud = await startCloudProcess(site);
}

/** Waits for a function's metrics, which arrive independently of its answers. */
const isCounted = (metric: string) =>
  eventually(metric, 10_000, async () => {
    const metrics = (await requestJson("GET", `${cloud.urls.gateway}/local/metrics`)).text;
    return metrics.includes(metric) ? true : undefined;
  });

const waitForAccount = (driver: Awaited<ReturnType<typeof createFleetDriver>>, appId: string) =>
  eventually(`${appId} is flagged`, 10_000, async () => {
    const answer = (await driver.api("GET", "/api/accounts")) as { accounts: { appId: string }[] };
    return answer.accounts.find((account) => account.appId === appId);
  });
