import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { readStartOptions } from "../../local/start-options.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

it("starts on the ports and the folder that the docs name, with the demo fleet", () => {
  const root = temporaryFolder();
  expect(readStartOptions(root, [], {})).toEqual({
    context: {},
    cloud: {
      dataDir: join(root, ".data"),
      cdkOutDir: join(root, "cdk.out"),
      port: 8787,
      simPort: 8788,
      awsPort: 8789,
      shopPort: 8790,
      reset: false,
      concurrency: 2,
      invocationsPerProcess: 16,
      cpuByMemory: false,
      durability: "process",
      shares: { throttled: 0, strayed: 0 },
      demoFleet: true,
    },
  });
});

it("gives the synthesis the options of cdk.json, of the environment and of -c", () => {
  const root = temporaryFolder();
  writeFileSync(join(root, "cdk.json"), '{"context":{"stage":"prod"}}');
  const args = ["--reset", "-c", "routingQueues=arn:x", "--context", "profiles=all"];
  const { context, cloud } = readStartOptions(root, args, { BEHAVIOUR_EVENTS: "on", PROFILES: "off" });
  expect(context).toEqual({ stage: "prod", behaviourEvents: "on", profiles: "all", routingQueues: "arn:x" });
  expect(cloud.reset).toBe(true);
});

it("gives each poller a process, wherever their number comes from", () => {
  const root = temporaryFolder();
  expect(readStartOptions(root, ["-c", "pollers=5"], {}).cloud.concurrency).toBe(5);
  expect(readStartOptions(root, [], { POLLERS: "4" }).cloud.concurrency).toBe(4);
});

it("takes the shares of calls that are throttled and of messages that stray", () => {
  const { cloud } = readStartOptions(temporaryFolder(), [], { LOCAL_THROTTLED: "0.02", LOCAL_STRAYED: "1" });
  expect(cloud.shares).toEqual({ throttled: 0.02, strayed: 1 });
});

it.each([
  [["--resett"], {}, "-c name=value sets an option of the deployment"],
  [[], { PORT: "x" }, "wrong environment: PORT"],
  [[], { LOCAL_STRAYED: "20" }, "wrong environment: LOCAL_STRAYED"],
  [[], { LOCAL_CPU: "half" }, "wrong environment: LOCAL_CPU"],
])("refuses arguments and variables that make no sense: %s %s", (args, environment, reason) => {
  expect(() => readStartOptions(temporaryFolder(), args, environment)).toThrow(reason);
});
