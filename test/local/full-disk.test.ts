import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { createS3Store } from "../../local/aws/s3/store.ts";
import { startAwsServer } from "../../local/aws/server.ts";
import { createEventBus } from "../../local/events/bus.ts";
import { createLogFile } from "../../local/lambda/output/log-file.ts";
import { createSqsService } from "../../local/sqs/api/service.ts";
import { createSqsEngine } from "../../local/sqs/engine.ts";
import { heldClock } from "../support/held-clock.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { until } from "../support/until.ts";

const opened = vi.hoisted((): DatabaseSync[] => []);
vi.mock("node:sqlite", async (original) => {
  const sqlite = await original<typeof import("node:sqlite")>();
  class Remembered extends sqlite.DatabaseSync {
    constructor(...args: ConstructorParameters<typeof sqlite.DatabaseSync>) {
      super(...args);
      opened.push(this);
    }
  }
  return { ...sqlite, DatabaseSync: Remembered };
});

/** Files may not grow, as on a full disk. */
function fillDisk(): void {
  for (const db of opened) {
    const pages = Number(Object.values(db.prepare("PRAGMA page_count").get() ?? {})[0]);
    db.exec(`PRAGMA max_page_count = ${pages}`);
  }
}

function makeRoom(): void {
  for (const db of opened) db.exec("PRAGMA max_page_count = 1073741823");
}

const FULL = "the disk is full: what has to be written is refused with 503, and goes on when there is room again";
const TEXT = "x".repeat(100_000);

let printed: string[];
beforeEach(() => {
  printed = [];
  vi.spyOn(console, "error").mockImplementation((...values) => void printed.push(values.map(String).join(" ")));
});
afterEach(() => {
  opened.length = 0;
  vi.restoreAllMocks();
});

/** Queues, a bucket and a bus with a rule, on the disk and behind one endpoint. */
async function stores() {
  const dir = temporaryFolder();
  const clock = heldClock();
  const queues = createSqsEngine({ path: join(dir, "queues.sqlite"), clock });
  queues.createQueue("lane", {});
  const s3 = createS3Store({ dir: join(dir, "s3"), clock });
  s3.ensureBucket("bodies");
  const delivered: string[] = [];
  const arn = "arn:aws:events:us-east-1:000000000000:rule/all";
  const bus = createEventBus({
    rules: [
      {
        name: "all",
        arn,
        busName: "default",
        enabled: true,
        pattern: { source: ["test"] },
        targets: [{ id: "t", arn }],
      },
    ],
    clock,
    path: join(dir, "events.sqlite"),
    retryPause: () => 1,
    deliver: async (_, payload) => {
      queues.sendMessage("lane", { MessageBody: "delivered" });
      delivered.push(JSON.parse(payload).id);
    },
  });
  const sqs = createSqsService(queues, { accountId: "0", region: "us-east-1", baseUrl: "http://127.0.0.1" });
  const server = await startAwsServer({ port: 0, services: [sqs, bus], s3, dynamodbEndpoint: "http://127.0.0.1:9" });
  onTestFinished(async () => {
    makeRoom();
    await server.close();
    await bus.stop();
    queues.close();
    s3.close();
  });
  const json = (target: string, body: object) =>
    fetch(server.url, { method: "POST", headers: { "x-amz-target": target }, body: JSON.stringify(body) });
  return {
    queues,
    bus,
    delivered,
    send: () => json("AmazonSQS.SendMessage", { QueueUrl: "http://127.0.0.1/0/lane", MessageBody: TEXT }),
    putObject: () => fetch(`${server.url}/bodies/key`, { method: "PUT", body: TEXT }),
    putEvent: () =>
      json("AWSEvents.PutEvents", { Entries: [{ Source: "test", DetailType: "t", Detail: JSON.stringify({ TEXT }) }] }),
  };
}

describe("a full disk", () => {
  it("is told in one line, refuses what has to be written with 503, and goes on when there is room", async () => {
    const { queues, bus, delivered, send, putObject, putEvent } = await stores();
    fillDisk();
    for (let round = 0; round < 5; round++) {
      for (const call of [send, putObject, putEvent]) {
        const answer = await call();
        expect([answer.status, await answer.text()]).toEqual([503, expect.stringContaining("ServiceUnavailable")]);
      }
    }
    expect(printed).toEqual([FULL]);
    makeRoom();
    for (const call of [send, putObject, putEvent]) expect((await call()).status).toBe(200);
    await until(() => bus.pending() === 0);
    expect(delivered).toHaveLength(1);
    const received = await queues.receiveMessages("lane", { max: 10 });
    expect(received.map(({ Body }) => Body.length).sort()).toEqual(["delivered".length, TEXT.length].sort());
    expect(printed).toEqual([FULL]);
  });

  it.skipIf(!existsSync("/dev/full"))("keeps lines of logs until there is room", async () => {
    const path = join(temporaryFolder(), "logs", "function.log");
    mkdirSync(join(path, ".."));
    symlinkSync("/dev/full", path);
    const log = createLogFile(path);
    for (const line of ["one", "two"]) {
      log.line(line);
      log.flush();
    }
    rmSync(path);
    log.line("three");
    log.flush();
    expect(readFileSync(path, "utf8")).toBe("one\ntwo\nthree\n");
    expect(printed.filter((line) => line !== FULL)).toEqual([]);
  });

  it("lets a schedule's run wait, and delivers it once", async () => {
    const clock = heldClock();
    const delivered: string[] = [];
    const arn = "arn:aws:events:us-east-1:000000000000:rule/minute";
    const bus = createEventBus({
      rules: [
        {
          name: "minute",
          arn,
          busName: "default",
          enabled: true,
          schedule: "rate(1 minute)",
          targets: [{ id: "t", arn }],
        },
      ],
      clock,
      path: join(temporaryFolder(), "events.sqlite"),
      deliver: async (_, payload) => void delivered.push(payload),
    });
    onTestFinished(() => bus.stop());
    const [db] = opened;
    const insert = db?.prepare(
      "INSERT INTO parcels (ruleName, busName, targetId, event, since) VALUES ('', '', '', ?, 0)",
    );
    fillDisk();
    // What is free in the file's last pages is filled too.
    for (const size of [2000, 500, 100, 10]) {
      for (let full = false; !full; ) {
        try {
          insert?.run("x".repeat(size));
        } catch {
          full = true;
        }
      }
    }
    clock.advance(60);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(delivered).toEqual([]);
    makeRoom();
    await until(() => delivered.length === 1);
    expect(printed.filter((line) => line !== FULL)).toEqual([]);
  });
});
