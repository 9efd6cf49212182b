import { BatchExecuteStatementCommand, type DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { expect, it } from "vitest";
import { keyOf, number, text } from "../../../shared/platform/dynamodb/attributes.ts";
import { absent, createTable, NEVER_STORED, type Table } from "../../../shared/platform/dynamodb/table.ts";
import { NOON } from "../../support/builders.ts";
import { faultyClient } from "../../support/faulty-calls.ts";
import { onEveryDynamo } from "./every-storage.ts";

const SECOND = 1000;

/** A row that is of no use ten seconds after noon. */
const row = (pk: string, value = "first", seconds = 10) => ({
  ...keyOf({ pk, sk: "row" }),
  value: text(value),
  state: text("open"),
  expiresAt: number(NOON / SECOND + seconds),
});

/** Counts the calls of a client by the names of their commands; `answer` may answer in its place. */
function watched(client: DynamoDBClient, answer: (command: object) => Promise<unknown> | undefined = () => undefined) {
  const calls: string[] = [];
  const send = (command: Parameters<DynamoDBClient["send"]>[0]) => {
    calls.push(command.constructor.name.replace(/Command$/, ""));
    return answer(command) ?? client.send(command);
  };
  const proxy = new Proxy(client, { get: (object, name) => (name === "send" ? send : Reflect.get(object, name)) });
  return { client: proxy, calls };
}

const failing = (name: string, status = 400) =>
  Object.assign(new Error(name), { name, $metadata: { httpStatusCode: status } });

const isJoined = (command: object) => command instanceof BatchExecuteStatementCommand;

onEveryDynamo("joined writes", (backend) => {
  async function aTable(answer?: Parameters<typeof watched>[1]) {
    const { client, freshTables } = backend();
    const { state } = await freshTables();
    const seen = watched(client, answer);
    const table = createTable({ client: seen.client, table: state, joins: true });
    const read = async (pk: string) => (await table.get({ pk, sk: "row" }, { consistent: true }))?.value?.S;
    return { table, read, calls: seen.calls, name: state };
  }

  const putAll = (table: Table, rows: readonly ReturnType<typeof row>[], now = NOON) =>
    Promise.all(rows.map((item) => table.joined.put(item, absent(now))));

  it("writes a lone item by a call of its own", async () => {
    const { table, read, calls } = await aTable();
    expect(await table.joined.put(row("a"), absent(NOON))).toMatchObject({ done: true });
    expect(calls).toEqual(["PutItem"]);
    expect(await read("a")).toBe("first");
  });

  it("writes what comes together, each item once, whatever the engine knows", async () => {
    const { table, read } = await aTable();
    const rows = Array.from({ length: 60 }, (_, index) => row(`k${index}`));
    expect((await putAll(table, rows)).every(({ done }) => done)).toBe(true);
    expect(await Promise.all(rows.map(({ pk }) => read(pk.S ?? "")))).toEqual(rows.map(() => "first"));
  });

  it("says of each item what stood in its way, as a single write does", async () => {
    const { table, read } = await aTable();
    await putAll(table, [row("b", "old"), row("expired", "old", 5)]);
    const later = NOON + 6 * SECOND;
    const [a, b, expired] = await putAll(table, [row("a"), row("b"), row("expired")], later);
    expect(a).toMatchObject({ done: true });
    expect(b).toMatchObject({ done: false, item: { value: text("old") } });
    expect(expired).toMatchObject({ done: true });
    expect(await Promise.all(["a", "b", "expired"].map(read))).toEqual(["first", "old", "first"]);
  });

  it("lets exactly one of many that come at once write an item", async () => {
    const { table } = await aTable();
    const results = await putAll(
      table,
      Array.from({ length: 30 }, (_, index) => row("one", `${index}`)),
    );
    expect(results.filter(({ done }) => done)).toHaveLength(1);
  });

  it("refuses one item of 25 that is too large, for its content, and writes the others", async () => {
    const { table, read } = await aTable();
    const rows = Array.from({ length: 25 }, (_, index) => row(`k${index}`, index === 7 ? "x".repeat(420_000) : "ok"));
    const results = await Promise.allSettled(rows.map((item) => table.joined.put(item, NEVER_STORED)));
    const refused = results.flatMap((result, index) => (result.status === "rejected" ? [[index, result.reason]] : []));
    expect(refused).toEqual([[7, expect.objectContaining({ code: "internal", ofContent: true })]]);
    expect(await read("k24")).toBe("ok");
  });

  it("recognizes signed writes whose answer was lost", async () => {
    const { client, freshTables } = backend();
    const { state } = await freshTables();
    const faulty = faultyClient(client, (command, attempt) => (isJoined(command) && attempt === 0 ? "lost" : "fine"));
    const table = createTable({ client: faulty, table: state, joins: true });
    const results = await Promise.all(
      ["a", "b", "c"].map((pk) => table.joined.put(row(pk), absent(NOON), { signed: true })),
    );
    expect(results.every(({ done }) => done)).toBe(true);
    const change = { set: { value: text("second") }, where: { state: text("open") } };
    const updates = await Promise.all(
      ["a", "b"].map((pk) => table.joined.update({ pk, sk: "row" }, change, { signed: true })),
    );
    expect(updates.every(({ done }) => done)).toBe(true);
  });

  it("updates and removes where the item has what is asked, and nowhere else", async () => {
    const { table, read } = await aTable();
    await putAll(table, [row("a"), row("b"), row("c")]);
    const update = (pk: string, state: string) =>
      table.joined.update(
        { pk, sk: "row" },
        { set: { value: text("second"), state: text("shut") }, remove: "expiresAt", where: { state: text(state) } },
      );
    const results = await Promise.all([update("a", "open"), update("b", "other"), update("none", "open")]);
    expect(results).toMatchObject([
      { done: true },
      { done: false, item: { value: text("first") } },
      { done: false, item: undefined },
    ]);
    expect(await Promise.all(["a", "b", "none"].map(read))).toEqual(["second", "first", undefined]);
    expect(await table.get({ pk: "a", sk: "row" }, { consistent: true })).not.toHaveProperty("expiresAt");
  });

  it("asks the wider condition where the narrow one does not hold", async () => {
    const { table, read } = await aTable();
    await putAll(table, [row("a"), row("b")]);
    const orWhere = {
      expression: "#state IN (:open, :shut)",
      values: { ":open": text("open"), ":shut": text("shut") },
    };
    const change = { set: { value: text("second") }, where: { state: text("shut") } };
    const update = (pk: string) => table.joined.update({ pk, sk: "row" }, change, { orWhere });
    expect(await Promise.all([update("a"), update("b")])).toMatchObject([{ done: true }, { done: true }]);
    expect(await read("a")).toBe("second");
  });

  it("writes a throttled item once more by itself", async () => {
    const refused = { Error: { Code: "ThrottlingError", Message: "too fast" } };
    const { table, read, calls } = await aTable((command) =>
      isJoined(command) ? Promise.resolve({ Responses: [refused, {}] }) : undefined,
    );
    expect(await putAll(table, [row("a"), row("b")])).toMatchObject([{ done: true }, { done: true }]);
    expect(calls).toEqual(["BatchExecuteStatement", "PutItem"]);
    expect(await read("a")).toBe("first");
  });

  it("fails as a single write does where the whole call fails and may succeed later", async () => {
    const { table, calls } = await aTable((command) =>
      isJoined(command) ? Promise.reject(failing("ServiceUnavailable", 503)) : undefined,
    );
    const results = await Promise.allSettled([row("a"), row("b")].map((item) => table.joined.put(item, absent(NOON))));
    expect(results).toMatchObject(
      results.map(() => ({ status: "rejected", reason: { code: "unavailable", retryable: true } })),
    );
    expect(calls).toEqual(["BatchExecuteStatement"]);
  });

  it("writes item by item where a call is refused as a whole", async () => {
    const { table, calls } = await aTable((command) =>
      isJoined(command) ? Promise.reject(failing("ValidationException")) : undefined,
    );
    expect(await putAll(table, [row("a"), row("b")])).toMatchObject([{ done: true }, { done: true }]);
    expect(calls).toEqual(["BatchExecuteStatement", "PutItem", "PutItem"]);
  });

  it.each([
    ["that knows no PartiQL", () => Promise.reject(failing("UnknownOperationException"))],
    ["that allows none", () => Promise.reject(failing("AccessDeniedException"))],
    [
      "that allows no statement",
      () => Promise.resolve({ Responses: [1, 2].map(() => ({ Error: { Code: "AccessDenied" } })) }),
    ],
  ])("asks an engine %s once", async (_what, answer) => {
    const { table, calls } = await aTable((command) => (isJoined(command) ? answer() : undefined));
    await putAll(table, [row("a"), row("b")]);
    await putAll(table, [row("c"), row("d")]);
    expect(calls).toEqual(["BatchExecuteStatement", ...["PutItem", "PutItem", "PutItem", "PutItem"]]);
  });

  it("joins what comes while a call is under way, and holds nothing of it up for a refused item", async () => {
    let joined = 0;
    const { table, calls } = await aTable((command) => {
      if (isJoined(command)) {
        joined += 1;
        const statements = (command as BatchExecuteStatementCommand).input.Statements ?? [];
        return Promise.resolve({ Responses: statements.map(() => ({})) });
      }
      return command instanceof PutItemCommand ? Promise.resolve({}) : undefined;
    });
    const first = putAll(table, [row("a"), row("b")]);
    await new Promise(setImmediate);
    const second = [table.joined.put(row("c"), absent(NOON)), table.joined.put(row("d"), absent(NOON))];
    await Promise.all([first, ...second]);
    expect(joined).toBe(2);
    expect(calls).toEqual(["BatchExecuteStatement", "BatchExecuteStatement"]);
  });
});
