import { setTimeout as sleep } from "node:timers/promises";
import { type AttributeValue, DynamoDBClient, ListTablesCommand, paginateScan } from "@aws-sdk/client-dynamodb";
import { OFFICIAL_ACCOUNT } from "../../local/sim/weixin/credentials.ts";
import { officialRequest } from "../../local/sim/weixin/wire.ts";
import { newCloudSite, startCloudProcess } from "../../test/support/cloud-process.ts";
import { createFleetDriver, loadAppId } from "../../test/support/fleet-driver.ts";
import { requestJson } from "../../test/support/http-json.ts";
import { PROJECT } from "../e2e/checkout.ts";
import { RULE } from "../e2e/messages.ts";
import { type Connection, type Outcome, openConnection } from "../load/connection.ts";

export type OfficialStage = Awaited<ReturnType<typeof setOfficialStage>>;

type Answered = { readonly outcome: Outcome; readonly ms: number };

/** Each message has a second of its own, from so long before the start (s): the journal keeps rows by their time. */
const BEFORE = 100_000;
/** The journal is looked at so often, and given up where nothing has come for so long, ms. */
const LOOK_MS = 500;
const QUIET_MS = 30_000;

/** The embedded cloud with Official Accounts in safe mode, whose callbacks come all at once. */
export async function setOfficialStage(accounts: number, ending: AsyncDisposableStack) {
  const site = await newCloudSite();
  ending.defer(() => site.remove());
  const cloud = await startCloudProcess(site, undefined, PROJECT);
  ending.defer(async () => void (await cloud.kill("SIGINT")));
  const { api } = await createFleetDriver(cloud.urls);
  await api("PUT", "/api/rules", { rules: [RULE] });
  const { token, encodingAesKey, appId } = OFFICIAL_ACCOUNT;
  for (let account = 0; account < accounts; account += 1) {
    const each = { appId: loadAppId(account), wxid: `gh_load_${account}` };
    await api("POST", "/api/accounts", { channel: "official", ...each, name: each.appId });
    await api("PUT", `/api/accounts/${each.appId}/credentials`, { token, encodingAesKey, mode: "safe" });
  }
  let next = 0;
  const firstSecond = Math.floor(Date.now() / 1000) - BEFORE;

  /** A callback with a connection of its own, signed and encrypted. */
  function prepared(): { readonly connection: Connection; readonly body: string } {
    const number = next;
    next += 1;
    const to = loadAppId(number % accounts);
    const fields = {
      ToUserName: `gh_load_${number % accounts}`,
      FromUserName: `openid-${number}`,
      CreateTime: firstSecond + number,
      MsgType: "text",
      Content: "闲聊：请问今天几点关门？",
      MsgId: 23_456_789_012_000_000n + BigInt(number),
    };
    const keys = { appId: to, token, encodingAesKey };
    const { query, body } = officialRequest(keys, fields, { mode: "safe", format: "xml", now: Date.now() });
    const path = `/callbacks/official-account/${to}?${new URLSearchParams(query)}`;
    return { connection: openConnection(`${cloud.urls.gateway}${path}`), body };
  }

  async function posted({ connection, body }: ReturnType<typeof prepared>): Promise<Answered> {
    const at = performance.now();
    const outcome = await connection.post(body);
    const ms = performance.now() - at;
    connection.close();
    return { outcome, ms };
  }

  return {
    cloud,
    /** Callbacks at once, over connections that are open already. */
    async atOnce(count: number): Promise<readonly Answered[]> {
      const all = Array.from({ length: count }, prepared);
      await Promise.all(all.map(({ connection }) => connection.ready()));
      return Promise.all(all.map(posted));
    },
    /** A message to the demo fleet's account, whose answer the sender sends: it starts consumer and sender. */
    async answered(): Promise<void> {
      const body = { appId, from: "openid-first", text: "负载" };
      await requestJson("POST", `${cloud.urls.simulator}/sim/messages`, { body });
    },
    /** Waits until so many messages of the accounts stand in the journal, and gives how many do. */
    decided: (count: number) => untilDecided(cloud.urls.aws, count),
  };
}

async function untilDecided(endpoint: string, count: number): Promise<number> {
  const credentials = { accessKeyId: "bench", secretAccessKey: "bench" };
  const client = new DynamoDBClient({ endpoint, region: "us-east-1", credentials });
  try {
    const { TableNames = [] } = await client.send(new ListTablesCommand({}));
    const TableName = TableNames.find((name) => /journal/i.test(name));
    // The paginator writes where it is into its input.
    const pages = () => paginateScan({ client }, { TableName, ProjectionExpression: "pk, sk" });
    const isMessage = ({ pk, sk }: Record<string, AttributeValue>) =>
      pk?.S?.startsWith("conv#wx_load_") === true && sk?.S?.startsWith("msg#") === true;
    let [rows, progressAt] = [0, Date.now()];
    while (rows < count && Date.now() - progressAt < QUIET_MS) {
      let found = 0;
      for await (const { Items = [] } of pages()) found += Items.filter(isMessage).length;
      if (found > rows) progressAt = Date.now();
      rows = found;
      if (rows < count) await sleep(LOOK_MS);
    }
    return rows;
  } finally {
    client.destroy();
  }
}
