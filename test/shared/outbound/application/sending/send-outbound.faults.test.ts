import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type SendOutcome, VERDICTS } from "../../../../../shared/outbound/domain/outcome.ts";
import { onEveryDynamo } from "../../../../contract/ports/every-storage.ts";
import { type SenderStorage, setUpSender, unlimited } from "../../../../support/a-sender.ts";
import { anOutboundQueue } from "../../../../support/an-outbound-queue.ts";
import { aCommand } from "../../../../support/builders.ts";
import { type Fault, faultyClient, faultyPorts, inTurn } from "../../../../support/faulty-calls.ts";
import { failedBy, sentAs } from "../../../../support/recording-ports.ts";
import { dynamoStorage, type Storage } from "../../../../support/storage.ts";

const PROCESSES = 3;
const ACCOUNTS = ["wx_app_1", "wx_b"].map((appId) => unlimited({ appId }));
const COMMANDS = ["a1", "b1", "a2", "b2", "a3"].map((id) =>
  aCommand({ id, appId: id.startsWith("a") ? "wx_app_1" : "wx_b", notAfter: Number.MAX_SAFE_INTEGER }),
);

const fault = fc.oneof(
  { weight: 6, arbitrary: fc.constant<Fault>("fine") },
  { weight: 2, arbitrary: fc.constant<Fault>("lost") },
  { weight: 2, arbitrary: fc.constant<Fault>("away") },
);
/** Calls that fail here and there, and at times many in a row. */
const faults = fc
  .array(
    fc.oneof(
      fault.map((one) => [one]),
      fc.tuple(fault, fc.nat(60)).map(([one, times]) => Array(times).fill(one)),
    ),
  )
  .map((parts) => parts.flat() as Fault[]);
const outcome = fc.constantFrom<SendOutcome>(
  sentAs("1"),
  sentAs("2"),
  failedBy("timeout"),
  failedBy("bad-gateway"),
  failedBy("throttled"),
  failedBy("unavailable"),
  failedBy("refused"),
);
const story = fc.record({
  faults,
  outcomes: fc.array(outcome, { maxLength: 8 }),
  /** Which process gets each batch. */
  turns: fc.array(fc.nat(PROCESSES - 1), { minLength: 1 }),
});

/** `sent`, `unknown`, `failed`, or undefined where a call had certainly no effect. */
function endOf(result: SendOutcome): string | undefined {
  if (result.type !== "failed") return result.type;
  const verdict = VERDICTS[result.cause];
  return verdict === "again" || verdict === "park" ? undefined : verdict;
}

type World = ReturnType<typeof setUpSender>;
type Ports = { port<T extends object>(target: T): T };

/** Lets three processes work while calls fail, then without faults until all is done, and judges what came of it. */
async function play(
  world: World,
  { turns, outcomes }: { readonly turns: readonly number[]; readonly outcomes: readonly SendOutcome[] },
  over: { now: boolean },
  ports: Ports,
): Promise<void> {
  const { clock, gateway, events, ledger, process } = world;
  const except: readonly object[] = [gateway, events];
  const port = <T extends object>(target: T) => (except.includes(target) ? target : ports.port(target));
  const processes = Array.from({ length: PROCESSES }, () => process({ port }));
  const queue = anOutboundQueue(COMMANDS, clock);
  let batches = 0;
  const send: Parameters<typeof queue.work>[0] = (commands, receiveCount) => {
    const turn = processes[turns[batches++ % turns.length] ?? 0];
    if (!turn) throw new Error("there is such a process");
    return turn.send(commands, receiveCount);
  };
  await queue.work(send, 60);
  over.now = true;
  for (let again = 0; again < 2; again++) {
    for (const one of processes) await one.send([]);
    await queue.work(send, 1000);
  }
  expect(queue.left()).toEqual([]);

  for (const { id } of COMMANDS) {
    const results = gateway.calls.flatMap((call, index) => (call.id === id ? [outcomes[index] ?? sentAs("late")] : []));
    const ends = results.map(endOf).filter((end) => end !== undefined);
    expect(ends.length, `${id} has one end`).toBeLessThanOrEqual(1);
    const row = await ledger.get(id);
    if (ends.length > 0) expect(row?.state, id).toBe(ends[0]);
    else expect(row, id).toMatchObject({ state: "failed", reason: { code: "store-away" } });
  }
  const reported = events.published.flatMap(({ type, detail }) =>
    type === "CommandUnknown" ? [String(detail.commandId)] : [],
  );
  for (const { id } of COMMANDS) {
    const isUnknown = (await ledger.get(id))?.state === "unknown";
    if (isUnknown) expect(reported, `${id} is told of`).toContain(id);
  }
}

describe("faults without crashes", () => {
  it("leave unknown exactly what was called and not answered, in memory", async () => {
    await fc.assert(
      fc.asyncProperty(story, async ({ faults: list, ...rest }) => {
        const over = { now: false };
        await play(setUpSender(rest.outcomes, ACCOUNTS), rest, over, faultyPorts(inTurn(list, over)));
      }),
      { numRuns: 300 },
    );
  });
});

const asSender = ({
  ledger,
  accounts,
  settings,
  tokenBuckets,
  accountCircuits,
  circuits,
  broadcastRuns,
  sendLocks,
}: Storage): SenderStorage => ({
  ledger,
  accounts,
  settings,
  buckets: tokenBuckets,
  accountCircuits,
  circuits,
  runs: broadcastRuns,
  locks: sendLocks,
});

onEveryDynamo("faults without crashes", (backend) => {
  it("leave unknown exactly what was called and not answered", async () => {
    await fc.assert(
      fc.asyncProperty(story, async ({ faults: list, ...rest }) => {
        const over = { now: true };
        const { freshTables, client } = backend();
        const next = inTurn(list, over);
        const storage = await dynamoStorage({ client: faultyClient(client, next), freshTables });
        for (const account of ACCOUNTS) await storage.accounts.register(account);
        over.now = false;
        await play(setUpSender(rest.outcomes, ACCOUNTS, "live", [], asSender(storage)), rest, over, {
          port: (target) => target,
        });
      }),
      { numRuns: 25 },
    );
  });
});
