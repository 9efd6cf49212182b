import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { afterEach, expect, it } from "vitest";
import { AES_KEY } from "../../support/a-credential-desk.ts";

const SECRET = "arn:aws:secretsmanager:us-east-1:000000000000:secret:OfficialAccountsSecret";
const entry = { token: "aToken", encodingAesKey: AES_KEY, mode: "safe", appSecret: "recognizable-secret" };

const servers: { close(): void }[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

type Answer = { readonly status: number; readonly body: object };

/** Answers each request as told, on a port of its own. */
async function aServer(answer: (request: IncomingMessage, body: string) => Answer): Promise<string> {
  const server = createServer(async (request, response) => {
    const { status, body } = answer(request, await text(request));
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  }).listen(0, "127.0.0.1");
  servers.push(server);
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Secrets Manager, in which the one secret says this; undefined: no value was put in. */
const aSecret = (SecretString: string | undefined) =>
  aServer(() =>
    SecretString === undefined
      ? { status: 400, body: { __type: "ResourceNotFoundException", message: "no value" } }
      : { status: 200, body: { ARN: SECRET, Name: "OfficialAccountsSecret", SecretString } },
  );

/** The operators' API, which takes what it is given; `calls`: who asked for what. */
async function anApi() {
  const calls: string[] = [];
  const url = await aServer(({ method = "", url: path = "", headers }) => {
    calls.push(`${method} ${path} ${headers.authorization}`);
    if (path.includes("wx_gone")) return { status: 404, body: { detail: "no account is registered as 'wx_gone'" } };
    return { status: 200, body: { revision: method === "GET" ? "0.0" : "1.1", calls: { status: "verified" } } };
  });
  return { url, calls };
}

async function run(args: readonly string[], env: Readonly<Record<string, string>>) {
  const child = spawn(process.execPath, ["scripts/migrate-credentials.ts", ...args], {
    env: {
      PATH: process.env.PATH ?? "",
      AWS_REGION: "us-east-1",
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
      ...env,
    },
  });
  const [output, errors, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "exit")]);
  return { code: code as number | null, output, errors };
}

async function migrated(secret: string | undefined) {
  const api = await anApi();
  const env = { FLEET_TOKEN: "admins-token", AWS_ENDPOINT_URL_SECRETS_MANAGER: await aSecret(secret) };
  return { ...(await run(["--api", `${api.url}/`, "--secret", SECRET], env)), calls: api.calls };
}

it("moves the accounts by the API in an admin's name, and says which entries can go", async () => {
  const secret = JSON.stringify({ baseUrl: "https://api.weixin.qq.com", accounts: { wx_a: entry, wx_b: entry } });
  const { code, output, errors, calls } = await migrated(secret);
  expect([code, errors]).toEqual([0, ""]);
  expect(output.trim().split("\n")).toEqual([
    "wx_a: kept, verified",
    "wx_b: kept, verified",
    "",
    "2 of 2 accounts have credentials of their own.",
    "Remove these entries from the secret's 'accounts', and leave 'baseUrl': wx_a, wx_b",
  ]);
  expect(calls).toEqual(
    ["wx_a", "wx_b"].flatMap((appId) =>
      ["GET", "PUT"].map((method) => `${method} /api/accounts/${appId}/credentials Bearer admins-token`),
    ),
  );
});

it("ends with 1 where an account is left, and prints no secret", async () => {
  const accounts = { wx_a: entry, wx_gone: entry, wx_typo: { ...entry, token: "recognizable token" } };
  const { code, output, errors } = await migrated(JSON.stringify({ baseUrl: "https://api.weixin.qq.com", accounts }));
  expect(code).toBe(1);
  expect(output).toContain("wx_gone: not kept: 404 no account is registered as 'wx_gone'");
  expect(output).toContain("2 still need their entries");
  expect(output).toMatch(/leave 'baseUrl': wx_a$/m);
  expect(output + errors).not.toMatch(/recognizable|aToken|abcdef/);
});

it.each([
  ["has no value", undefined, "there is nothing to migrate"],
  ["is not JSON", `{"recognizable-secret"`, "the secret is not JSON"],
])("fails where the secret %s, without its words", async (_what, secret, words) => {
  const { code, output, errors, calls } = await migrated(secret);
  expect(code).toBe(1);
  expect(errors).toContain(words);
  expect(output + errors).not.toContain("recognizable");
  expect(calls).toEqual([]);
});

it.each([
  ["API", ["--secret", SECRET], { FLEET_TOKEN: "admins-token" }],
  ["secret", ["--api", "http://127.0.0.1:1"], { FLEET_TOKEN: "admins-token" }],
  ["token", ["--api", "http://127.0.0.1:1", "--secret", SECRET], {}],
])("says how it is called where the %s is not told", async (_what, args, env) => {
  const { code, errors } = await run(args, env);
  expect(code).toBe(1);
  expect(errors).toContain("usage: FLEET_TOKEN=… npm run migrate-credentials");
});
