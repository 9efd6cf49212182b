import { createServer } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type CloudProcess, newCloudSite, startCloudProcess } from "../../support/cloud-process.ts";
import { eventually, requestJson } from "../../support/http-json.ts";
import { familyOf, residentMemory, stillRunning } from "../../support/processes.ts";

let site: Awaited<ReturnType<typeof newCloudSite>>;
let cloud: CloudProcess | undefined;

beforeEach(async () => {
  site = await newCloudSite();
});

afterEach(async () => {
  await cloud?.kill("SIGKILL");
  cloud = undefined;
  site.remove();
});

/** The cloud with a function's process beside the engine and the simulator. */
async function startWithFunction(): Promise<{ cloud: CloudProcess; pids: number[]; pidOf(part: string): number }> {
  const started = await startCloudProcess(site);
  cloud = started;
  expect((await requestJson("GET", `${started.urls.gateway}/api/openapi.json`)).status).toBeLessThan(500);
  const members = await familyOf(started.pid);
  const pidOf = (part: string) => members.find(({ command }) => command.includes(part))?.pid ?? Number.NaN;
  for (const part of ["function-runner", "simulator.mjs", site.dataDir]) expect(pidOf(part), part).toBeGreaterThan(0);
  return { cloud: started, pids: members.map(({ pid }) => pid), pidOf };
}

const thisMinute = () => Math.floor(Date.now() / 60_000);

/** The reaper gives orphans a second to end by themselves. */
const noneLeft = (pids: readonly number[]) =>
  eventually(`the end of ${pids}`, 5_000, async () => ((await stillRunning(pids)).length === 0 ? true : undefined));

describe("the embedded cloud's processes", () => {
  it.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)("end with it, in order and with code 0, on %s", async (signal) => {
    const { cloud, pids } = await startWithFunction();
    expect(await cloud.kill(signal)).toEqual({ code: 0, signal: null });
    expect(cloud.output()).toContain(`${signal}: stopping …`);
    await noneLeft(pids);
  });

  it("end when it is killed, those that hang included", async () => {
    const { cloud, pids, pidOf } = await startWithFunction();
    process.kill(pidOf("function-runner"), "SIGSTOP");
    process.kill(pidOf("simulator.mjs"), "SIGSTOP");
    await cloud.kill("SIGKILL");
    await noneLeft(pids);
  });

  it("have a new simulator on the same port when theirs was killed", async () => {
    const { cloud, pidOf } = await startWithFunction();
    process.kill(pidOf("simulator.mjs"), "SIGKILL");
    await eventually("the simulator", 20_000, () =>
      requestJson("GET", `${cloud.urls.simulator}/sim/accounts`).then(
        ({ status }) => (status === 200 ? true : undefined),
        () => undefined,
      ),
    );
    expect(cloud.output()).toContain("the simulator ended; starting it anew");
    expect(await cloud.kill("SIGINT")).toEqual({ code: 0, signal: null });
  });

  it("show in /healthz when they hang or die, and when they are back", async () => {
    const { cloud, pidOf } = await startWithFunction();
    const health = () => requestJson("GET", `${cloud.urls.gateway}/healthz`);
    const hang = async (pid: number, name: string) => {
      process.kill(pid, "SIGSTOP");
      const { status, json } = await health();
      process.kill(pid, "SIGCONT");
      expect([status, json()]).toEqual([503, { status: "down", engines: { [name]: "no answer within 1000 ms" } }]);
      expect((await health()).status).toBe(200);
    };
    await hang(pidOf("simulator.mjs"), "simulator");
    const dynamodb = (await familyOf(cloud.pid)).find(({ command }) => /^\S*dynoxide serve/.test(command));
    await hang(dynamodb?.pid ?? Number.NaN, "dynamodb");
    process.kill(pidOf("simulator.mjs"), "SIGKILL");
    const gone = { status: "down", engines: { simulator: expect.any(String) } };
    expect((await health()).json()).toEqual(gone);
    await eventually("health", 20_000, async () => ((await health()).status === 200 ? true : undefined));
  });

  it("fit into 800 MB with room to spare when the platform is ready", async () => {
    // The schedules' functions, which a minute's end starts, are not looked at here.
    const bytes = await eventually("a start within one minute", 45_000, async () => {
      const minute = thisMinute();
      const { cloud } = await startWithFunction();
      const memory = await residentMemory(cloud.pid);
      if (thisMinute() === minute) return memory;
      await cloud.kill("SIGKILL");
      site.remove();
      site = await newCloudSite();
      return undefined;
    });
    expect(bytes).toBeLessThan(700 * 1024 * 1024);
  });
});

describe("a start that cannot succeed ends with code 1 and one line that says what to do", () => {
  /** What a failed start prints, beside the announcement of a build. */
  const failure = async (env: Partial<typeof site> = {}) => {
    const error: unknown = await startCloudProcess({ ...site, ...env }).then(
      () => new Error("it started"),
      (thrown) => thrown,
    );
    const [head, ...lines] = String(error).trim().split("\n");
    expect(head).toContain("ended with 1 before it was ready");
    return lines.filter((line) => !line.startsWith("building"));
  };

  it("when another instance has the data folder", async () => {
    const { cloud } = await startWithFunction();
    const { ports, remove } = await newCloudSite();
    remove();
    expect(await failure({ ports })).toEqual([
      `error: another instance (pid ${cloud.pid}) uses ${site.dataDir}; stop it, or choose another folder with DATA_DIR`,
    ]);
    expect((await requestJson("GET", `${cloud.urls.gateway}/local/clock`)).status).toBe(200);
  });

  it.each([
    ["gateway", "PORT"],
    ["simulator", "SIM_PORT"],
    ["aws", "AWS_PORT"],
  ] as const)("when the port of its %s is in use", async (name, variable) => {
    const port = site.ports[name];
    const other = createServer();
    await new Promise<void>((done) => other.listen(port, "127.0.0.1", done));
    try {
      expect(await failure()).toEqual([`error: port ${port} is in use; choose another one with ${variable}=…`]);
    } finally {
      await new Promise((done) => other.close(done));
    }
  });

  it("when the data folder cannot be made", async () => {
    const [line, ...more] = await failure({ dataDir: "/dev/null/data" });
    expect(line).toMatch(/^error: the data folder \/dev\/null\/data cannot be used .*DATA_DIR/);
    expect(more).toEqual([]);
  });

  it("when a variable makes no sense", async () => {
    const [line, ...more] = await failure({ ports: { ...site.ports, gateway: 70_000 } });
    expect(line).toMatch(/^error: wrong environment: PORT: /);
    expect(more).toEqual([]);
  });
});
