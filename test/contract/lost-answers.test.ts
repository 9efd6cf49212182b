import { DeleteItemCommand, PutItemCommand, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { expect, it } from "vitest";
import { newLogin } from "../../shared/logins/domain/login.ts";
import { reduceProfile } from "../../shared/profiles/domain/profile.ts";
import { anAlert } from "../support/alerts.ts";
import { anAiTask } from "../support/an-ai.ts";
import {
  aBehaviour,
  aCommand,
  aContact,
  aDecision,
  anAccount,
  anAnnouncement,
  anInboundText,
  aRun,
  aRunPlan,
  NOON,
} from "../support/builders.ts";
import { type Fault, faultyClient } from "../support/faulty-calls.ts";
import { dynamoStorage, type Storage } from "../support/storage.ts";
import { onEveryDynamo } from "./ports/every-storage.ts";

const LIMITS = { perSecond: 2, burst: 3, dailyCap: 100 };
const LATER = NOON + 35_000;
const reason = { code: "sender-lost" } as const;
const login = newLogin(
  { appId: "wx_app_1", name: "小店", epoch: 4 },
  { type: "mac", regionId: "320000" },
  { appId: "wx_app_1", uuid: "u", method: "qr", qrPicture: "data:image/png;base64,AA" },
  "k".repeat(32),
  NOON,
);
const profile = reduceProfile(undefined, aBehaviour());
const session = { key: { conversationId: "c" }, revision: 0 };

/** What a write needs to stand there before it, the write, and what can be seen of it afterwards. */
type Act = {
  readonly before?: (storage: Storage) => Promise<unknown>;
  readonly act: (storage: Storage) => Promise<unknown>;
  readonly seen?: (storage: Storage) => Promise<unknown>;
};

const claimed = (s: Storage) => s.ledger.claim(aCommand(), "a", LATER, NOON);
const row = async (s: Storage) => {
  const entry = await s.ledger.get("cmd_1");
  if (!entry) throw new Error("the row is there");
  return entry;
};
const command = (s: Storage) => s.ledger.get("cmd_1");
const account = (s: Storage) => s.accounts.get("wx_app_1");
const registered = (s: Storage) => s.accounts.register(anAccount({ wxid: "" }));

/** Every conditional write of the adapters. Writes without a condition do the same twice. */
const ACTS: Readonly<Record<string, Act>> = {
  "a claim": { act: claimed, seen: command },
  "an end": {
    before: claimed,
    act: (s) => s.ledger.finish("cmd_1", "a", { state: "sent", newMsgId: "1" }, NOON),
    seen: command,
  },
  "an end for another try": {
    before: claimed,
    act: (s) => s.ledger.finish("cmd_1", "a", { state: "reserved", reason, attempts: 1 }, NOON),
    seen: command,
  },
  "a release": { before: claimed, act: (s) => s.ledger.release(aCommand(), "a", reason, NOON), seen: command },
  "a release of what was called unknown": {
    before: async (s) => {
      await claimed(s);
      await s.ledger.abandon(await row(s), reason, LATER);
    },
    act: (s) => s.ledger.release(aCommand(), "a", reason, NOON),
    seen: command,
  },
  "an abandonment": { before: claimed, act: async (s) => s.ledger.abandon(await row(s), reason, LATER), seen: command },
  "a close": { act: (s) => s.ledger.close(aCommand(), "failed", reason, NOON), seen: command },
  "a hold": { act: (s) => s.ledger.close(aCommand(), "held", reason, NOON), seen: command },
  "a reservation": { act: (s) => s.ledger.reserve(aCommand(), NOON), seen: command },
  "a second reservation": {
    before: (s) => s.ledger.close(aCommand(), "held", reason, NOON),
    act: async (s) => s.ledger.reserveAgain(await row(s), NOON),
    seen: command,
  },
  "a take of tokens": {
    act: (s) => s.tokenBuckets.take("b", 1, LIMITS, NOON),
    seen: (s) => s.tokenBuckets.take("b", 9, LIMITS, NOON),
  },
  "a take from a busy bucket": {
    before: (s) => s.tokenBuckets.take("b", 1, LIMITS, NOON),
    act: (s) => s.tokenBuckets.take("b", 1, LIMITS, NOON),
    seen: (s) => s.tokenBuckets.take("b", 9, LIMITS, NOON),
  },
  "a refund of tokens": {
    before: (s) => s.tokenBuckets.take("b", 3, LIMITS, NOON),
    act: (s) => s.tokenBuckets.refund("b", 1, LIMITS, NOON),
    seen: (s) => s.tokenBuckets.take("b", 9, LIMITS, NOON),
  },
  "a failure of an account": {
    act: (s) => s.accountCircuits.fail("b", NOON),
    seen: (s) => s.accountCircuits.fail("b", NOON),
  },
  "an opening of an account's circuit": {
    act: (s) => s.accountCircuits.open("b", { until: LATER, trips: 1 }, LIMITS, NOON),
  },
  "a failure of an upstream": {
    act: (s) => s.circuits.report("u", { calls: 3, caller: 1 }, NOON),
    seen: (s) => s.circuits.get("u"),
  },
  "an opening of an upstream's circuit": {
    act: (s) => s.circuits.open("u", { until: NOON, trips: 1 }, NOON),
    seen: (s) => s.circuits.get("u"),
  },
  "a probe": {
    before: (s) => s.circuits.open("u", { until: NOON, trips: 1 }, NOON),
    act: (s) => s.circuits.probe("u", LATER, NOON),
  },
  "a send lock": { act: (s) => s.sendLocks.take("l", "cmd_1", LATER, NOON) },
  "a lease": { act: (s) => s.leases.acquire("l", "me", 1000, NOON) },
  "parked handles": {
    before: (s) => s.parking.save("wx", "live", ["h"], NOON),
    act: (s) => s.parking.forget("wx", "live", ["h"]),
    seen: (s) => s.parking.parked("wx", NOON),
  },
  "a registration": { act: registered, seen: account },
  "an appId that is not registered": { act: (s) => s.accounts.flagUnknown("wx_app_1", "", NOON), seen: account },
  "a learned wxid": { before: registered, act: (s) => s.accounts.learnWxid("wx_app_1", "wxid_1", NOON), seen: account },
  "a transition": {
    before: registered,
    act: (s) =>
      s.accounts.transition(
        anAccount({ wxid: "" }),
        { to: "RECONNECTING" },
        NOON,
        anAnnouncement(1, "ONLINE", "RECONNECTING"),
      ),
    seen: account,
  },
  "an explanation": {
    before: registered,
    act: (s) => s.accounts.explain(anAccount(), undefined, NOON, anAnnouncement(0, "ONLINE", "ONLINE")),
    seen: account,
  },
  "trust in an account": { before: registered, act: (s) => s.accounts.trust(anAccount(), NOON) },
  "a counted poll of a login": {
    before: async (s) => {
      await s.logins.begin(login);
      await s.logins.note("wx_app_1", 4, { captcha: "1234" });
    },
    act: (s) => s.logins.countPoll("wx_app_1", 4, 0, "ticket"),
    seen: (s) => s.logins.get("wx_app_1"),
  },
  "a claim of a new device": { act: (s) => s.newDevices.claim("r", NOON) },
  "a reservation of the AI's budget": {
    act: (s) => s.aiBudgets.reserve("wx", "t", { tokens: 5, micros: 0 }, { tokens: 9, micros: null }, NOON),
    seen: (s) => s.aiBudgets.used("wx", NOON),
  },
  "a settlement of the AI's budget": {
    before: (s) => s.aiBudgets.reserve("wx", "t", { tokens: 5, micros: 0 }, { tokens: 9, micros: null }, NOON),
    act: (s) =>
      s.aiBudgets.settle({ appId: "wx", taskId: "t", day: "20260310", tokens: 5, micros: 0 }, { tokens: 3, micros: 0 }),
    seen: (s) => s.aiBudgets.used("wx", NOON),
  },
  "a notice of the AI's budget": { act: (s) => s.aiBudgets.claimNotice("wx", NOON) },
  "a fallback of the AI": { act: (s) => s.aiFallbacks.claim(anAiTask(), 1000, NOON) },
  "a profile": {
    act: (s) => s.profiles.put(profile, 0, NOON),
    seen: (s) => s.profiles.get(profile.appId, profile.wxid, NOON),
  },
  "a session": {
    act: (s) => s.conversations.change("wx", session, NOON),
    seen: (s) => s.conversations.read("wx", { conversationId: "c" }),
  },
  "a session with answers": {
    act: (s) => s.conversations.change("wx", session, NOON, { conversationId: "c", revision: 0, times: [NOON] }),
    seen: (s) => s.conversations.read("wx", { conversationId: "c" }),
  },
  "a decision": {
    act: async (s) => {
      const entry = {
        envelopeId: "e",
        dedupKey: "k",
        receivedAt: NOON,
        message: anInboundText(),
        decision: aDecision(),
      };
      const recorded = await s.journal.record(entry, NOON);
      return recorded.status !== "replay" && recorded.decision;
    },
  },
  "a lease of an access token": {
    act: (s) => s.tokenStores.access.acquire("wx", LATER, NOON),
    seen: (s) => s.tokenStores.access.get("wx"),
  },
  "an answer in a poller's hands": { act: (s) => s.heldAnswers.hold("wx", "id", [anInboundText()]) },
  "a poll's cursor": { act: (s) => s.pollCursors.move("wx", undefined, "1"), seen: (s) => s.pollCursors.get("wx") },
  "an alert": { act: (s) => s.alerts.add(anAlert(), NOON), seen: (s) => s.alerts.pending(9) },
  "a plan of alerts": {
    act: (s) => s.alerts.replan({ last: 0 }, { last: NOON, due: LATER }),
    seen: (s) => s.alerts.plan(),
  },
  "a run": { act: (s) => s.broadcastRuns.create(aRun(), aRunPlan()), seen: (s) => s.broadcastRuns.get("run_1") },
  "a change of a run": {
    before: (s) => s.broadcastRuns.create(aRun(), aRunPlan()),
    act: (s) => s.broadcastRuns.change(aRun({ revision: 1, state: "paused" })),
  },
  "a step of a run": {
    act: (s) => s.runProgress.advance("run_1", 0, { shard: 0, step: 1, expanded: true, planned: 3, marks: [] }, NOON),
  },
  "a contact": {
    act: (s) => s.directory.putContact("wx", aContact()),
    seen: (s) => s.directory.contact("wx", "wxid_friend"),
  },
  "a sync of the directory": { act: (s) => s.directory.beginSync("wx", "request", NOON, 0) },
  "the closing of a spool's gate": { act: (s) => s.spool.close(1, 0), seen: (s) => s.spool.gate(1) },
};

const isWrite = (command: object) =>
  command instanceof PutItemCommand || command instanceof UpdateItemCommand || command instanceof DeleteItemCommand;

onEveryDynamo("a write whose answer was lost and that the SDK repeats", (backend) => {
  it.each(Object.entries(ACTS))("comes to the same: %s", async (_what, { before, act, seen }) => {
    /** The result, and what is seen of it, where the first answer to every write is lost, or none. */
    async function play(loses: boolean) {
      let isActing = false;
      const next = (command: object, attempt: number): Fault =>
        loses && isActing && attempt === 0 && isWrite(command) ? "lost" : "fine";
      const { client, freshTables } = backend();
      const storage = await dynamoStorage({ client: faultyClient(client, next), freshTables });
      await before?.(storage);
      isActing = true;
      const result = await act(storage);
      isActing = false;
      return { result, seen: await seen?.(storage) };
    }
    expect(await play(true)).toEqual(await play(false));
  });
});
