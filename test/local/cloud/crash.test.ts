import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { loadCloudModel } from "../../../local/template/load.ts";
import { untilHolds } from "../../support/until.ts";
import { ENDPOINTS } from "../template/an-assembly.ts";
import { aCloud, aSite } from "./a-cloud.ts";

const FAULTS: [string, string, RegExp][] = [
  ["throws while it loads", 'throw new TypeError("no configuration")', /TypeError.*no configuration/],
  ["misses a module", 'require("left-out")', /Runtime\.ImportModuleError.*left-out/],
  ["has a syntax error", "exports.handler = (", /Runtime\.UserCodeSyntaxError/],
  ["has no handler", "exports.other = () => 1", /Runtime\.HandlerNotFound/],
  ["ends its process while it loads", "process.exit(7)", /Runtime\.ExitError.*exit status 7/],
  ["ends its process at work", "exports.handler = () => process.exit(8)", /Runtime\.ExitError.*exit status 8/],
];

describe("a function whose bundle", () => {
  const site = aSite();
  const callback = loadCloudModel(site.cdkOutDir, ENDPOINTS).functions.find(({ name }) => name.includes("Callback"));
  const { name = "", codeDir = "" } = callback ?? {};
  let cloud: Awaited<ReturnType<typeof aCloud>>;

  const lines: string[] = [];

  beforeAll(async () => {
    vi.spyOn(console, "error").mockImplementation((...words) => void lines.push(words.join(" ")));
    cloud = await aCloud(site);
  });
  afterAll(async () => {
    await cloud.stop();
    vi.restoreAllMocks();
    site.remove();
  });

  const post = async () =>
    fetch(`${cloud.url}/callbacks/wechatapi/${await cloud.callbackKey()}`, { method: "POST", body: "{}" });
  async function fails(): Promise<void> {
    const answer = await post();
    expect(answer.status).toBe(500);
    expect(await answer.json()).toEqual({ message: "Internal Server Error" });
  }

  it.each(FAULTS)(
    "%s answers 500, says why in its log and on the console, and takes nobody down",
    async (_, source, reason) => {
      lines.length = 0;
      writeFileSync(join(codeDir, "index.js"), source);
      await fails();
      expect((await cloud.api("GET /api/accounts")).status).toBe(200);
      expect(lines.filter((line) => line.startsWith(`[${name}]`)).join("\n")).toMatch(reason);
      const log = join(site.dataDir, "logs", `${name}.log`);
      await untilHolds(() => expect(readFileSync(log, "utf8")).toMatch(reason));
    },
  );

  it("fails, fails each time, and goes on where it is mended", async () => {
    for (let call = 0; call < 3; call++) await fails();
    writeFileSync(join(codeDir, "index.js"), "exports.handler = () => ({ statusCode: 204 })");
    expect((await post()).status).toBe(204);
  });
});
