import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { expect, it } from "vitest";
import { temporaryFolder } from "../support/temporary-folder.ts";

const ROOT = resolve(import.meta.dirname, "../..");

/** Names of the rules that an import from one file to another breaks, in a tree with only these two files. */
function broken(from: string, to: string): readonly string[] {
  const folder = temporaryFolder();
  for (const config of [".dependency-cruiser.cjs", ".rooms.json"]) cpSync(join(ROOT, config), join(folder, config));
  const write = (path: string, text: string) => {
    mkdirSync(join(folder, dirname(path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  write(to, "export type Thing = string;\n");
  write(from, `import type { Thing } from "./${relative(dirname(from), to)}";\nexport type Mine = Thing;\n`);
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [
      join(ROOT, "node_modules/dependency-cruiser/bin/dependency-cruiser.mjs"),
      "--config",
      ".dependency-cruiser.cjs",
      "--output-type",
      "json",
      ".",
    ],
    { cwd: folder, encoding: "utf8", maxBuffer: 1 << 26 },
  );
  if (stdout === "") throw new Error(stderr);
  const { summary } = JSON.parse(stdout) as { summary: { violations: { rule: { name: string } }[] } };
  return summary.violations.map(({ rule }) => rule.name);
}

it.each([
  [
    "a room that the table does not allow",
    "shared/messages/domain/a.ts",
    "shared/rules/domain/b.ts",
    "messages-knows-its-rooms-only",
  ],
  [
    "the same at any depth",
    "shared/messages/domain/deep/er/a.ts",
    "shared/rules/domain/far/b.ts",
    "messages-knows-its-rooms-only",
  ],
  [
    "a flow above the rooms",
    "shared/rules/application/a.ts",
    "shared/decisions/domain/b.ts",
    "rules-knows-its-rooms-only",
  ],
  ["a vendor in a room", "shared/inbound/adapters/a.ts", "shared/adapters/weixin/b.ts", "inbound-knows-its-rooms-only"],
  ["a room in the kernel", "shared/kernel/domain/a.ts", "shared/messages/domain/b.ts", "kernel-knows-no-room"],
  [
    "a room in the platform",
    "shared/platform/sqs/a.ts",
    "shared/messages/domain/b.ts",
    "platform-knows-the-kernel-only",
  ],
  ["a function in a room", "shared/rules/application/a.ts", "functions/api/b.ts", "room-knows-no-function"],
  ["a use case in a domain", "shared/rules/domain/a.ts", "shared/rules/application/b.ts", "domain-is-pure"],
  [
    "a use case in a port",
    "shared/rules/application/ports/a.ts",
    "shared/rules/application/b.ts",
    "ports-know-domains-and-ports-only",
  ],
  [
    "an adapter in a use case",
    "shared/rules/application/a.ts",
    "shared/rules/adapters/b.ts",
    "application-knows-domain-and-ports-only",
  ],
  [
    "a use case in an adapter",
    "shared/rules/adapters/a.ts",
    "shared/rules/application/b.ts",
    "adapter-not-to-use-case",
  ],
  ["one vendor in another", "shared/adapters/weixin/a.ts", "shared/adapters/wechat-api/b.ts", "vendor-stands-alone"],
  ["a room's adapter in a vendor", "shared/adapters/weixin/a.ts", "shared/rules/adapters/b.ts", "vendor-stands-alone"],
  [
    "an adapter in a handler",
    "functions/sender/handler.ts",
    "shared/outbound/adapters/b.ts",
    "only-roots-know-adapters",
  ],
  ["a vendor in a handler", "functions/sender/handler.ts", "shared/adapters/weixin/b.ts", "only-roots-know-adapters"],
  [
    "a composition in a handler",
    "functions/sender/handler.ts",
    "shared/composition/weixin.ts",
    "only-roots-know-compositions",
  ],
  [
    "a composition in a room",
    "shared/official/adapters/a.ts",
    "shared/composition/b.ts",
    "only-roots-know-compositions",
  ],
  [
    "a function's handling in a composition",
    "shared/composition/a.ts",
    "shared/lambda/queue-batch.ts",
    "composition-handles-nothing",
  ],
  [
    "an adapter in the API's rows",
    "functions/api/rules/routes.ts",
    "shared/rules/adapters/b.ts",
    "only-roots-know-adapters",
  ],
  [
    "a capability in the API's http",
    "functions/api/http/route.ts",
    "functions/api/rules/ports.ts",
    "api-http-knows-no-capability",
  ],
  [
    "the whole table in the API's http",
    "functions/api/http/dispatch.ts",
    "functions/api/routes.ts",
    "api-http-knows-no-capability",
  ],
  [
    "a room in the API's http",
    "functions/api/http/audit.ts",
    "shared/operators/domain/b.ts",
    "api-http-knows-no-capability",
  ],
  [
    "a folder of the API that the table does not allow",
    "functions/api/accounts/routes.ts",
    "functions/api/logins/view.ts",
    "api-accounts-knows-its-folders-only",
  ],
  [
    "the whole API in a folder of it",
    "functions/api/media/routes.ts",
    "functions/api/ports.ts",
    "api-media-knows-its-folders-only",
  ],
  [
    "a capability beside accounts in the pass-through",
    "functions/api/gateway/routes.ts",
    "functions/api/directory/params.ts",
    "api-gateway-knows-its-folders-only",
  ],
  [
    "a folder of the API that is no room",
    "functions/api/things/routes.ts",
    "functions/api/http/route.ts",
    "every-folder-of-the-api-is-a-room",
  ],
  ["one function in another", "functions/sender/index.ts", "functions/ai/b.ts", "function-stands-alone"],
  ["the runtime in the infrastructure", "infra/a.ts", "shared/rules/domain/b.ts", "infra-knows-names-only"],
  ["the embedded cloud in the runtime", "functions/sender/handler.ts", "local/b.ts", "runtime-is-lean"],
  ["a folder that is no room", "shared/things/domain/a.ts", "shared/names.ts", "every-folder-is-a-room"],
])("refuses %s", (_what, from, to, rule) => {
  expect(broken(from, to)).toContain(rule);
});

it.each([
  ["a room that the table allows", "shared/rules/domain/a.ts", "shared/messages/domain/b.ts"],
  ["a port in a use case", "shared/rules/application/a.ts", "shared/rules/application/ports/b.ts"],
  ["the platform in an adapter", "shared/rules/adapters/a.ts", "shared/platform/dynamodb/b.ts"],
  ["a port in a vendor", "shared/adapters/weixin/a.ts", "shared/outbound/application/ports/b.ts"],
  ["an adapter in a composition root", "functions/sender/index.ts", "shared/outbound/adapters/b.ts"],
  ["an adapter in a slice's ports", "functions/api/rules/ports.ts", "shared/rules/adapters/b.ts"],
  ["http in a folder of the API", "functions/api/media/routes.ts", "functions/api/http/route.ts"],
  ["a folder of the API that the table allows", "functions/api/logins/routes.ts", "functions/api/accounts/view.ts"],
  ["accounts in the pass-through", "functions/api/gateway/routes.ts", "functions/api/accounts/params.ts"],
])("allows %s", (_what, from, to) => {
  expect(broken(from, to)).toEqual([]);
});

it("is what `npm run lint` runs", () => {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
    scripts: Record<string, string>;
  };
  expect(scripts.lint).toContain(
    "depcruise --config .dependency-cruiser.cjs functions shared infra local scripts bench",
  );
});
