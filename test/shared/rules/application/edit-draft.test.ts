import { describe, expect, it } from "vitest";
import { createMemoryRuleDrafts } from "../../../../shared/rules/adapters/memory-drafts.ts";
import { createMemoryRules } from "../../../../shared/rules/adapters/memory-rules.ts";
import { createDrafts } from "../../../../shared/rules/application/edit-draft.ts";
import { createPublishRules } from "../../../../shared/rules/application/publish-rules.ts";
import { NO_FINDINGS } from "../../../../shared/rules/domain/checking/findings.ts";
import { aRule, aSnapshot, NOON } from "../../../support/builders.ts";
import { fakeClock } from "../../../support/fake-clock.ts";
import { withEveryCrash } from "../../../support/faults.ts";
import { recordingObservability } from "../../../support/recording-observability.ts";

const BY = "operator-1";

async function setUp() {
  const stores = { rules: createMemoryRules(), drafts: createMemoryRuleDrafts() };
  await stores.rules.publish(aSnapshot(1));
  const { metrics } = recordingObservability();
  const over = ({ rules, drafts }: typeof stores) => {
    const clock = fakeClock(NOON + 60_000);
    const publish = createPublishRules({ rules, clock, metrics, checkRules: async () => NO_FINDINGS });
    return createDrafts({ rules, drafts, clock, metrics, publish });
  };
  return { ...stores, over, work: over(stores) };
}

const ids = ({ rules }: { readonly rules: readonly { readonly id: string }[] }) => rules.map(({ id }) => id);

describe("work on the draft", () => {
  it("begins from what is published", async () => {
    const { work } = await setUp();
    expect(await work.open()).toMatchObject({ revision: 0, saved: false, basedOn: 1, rules: [{ id: "hello" }] });
    const edited = await work.edit({ revision: 0, set: [aRule({ id: "bye" })], remove: [] }, BY);
    expect(edited).toMatchObject({ revision: 1, saved: true, basedOn: 1, editedAt: NOON + 60_000, editedBy: BY });
    expect(ids(await work.open())).toEqual(["hello", "bye"]);
  });

  it("puts changed rules where they were, new ones at the end, and takes others out", async () => {
    const { work } = await setUp();
    await work.save({ revision: 0, rules: ["a", "b", "c"].map((id) => aRule({ id })) }, BY);
    const set = [aRule({ id: "d" }), aRule({ id: "b", priority: 5 })];
    const edited = await work.edit({ revision: 1, set, remove: ["a"] }, BY);
    expect(ids(edited)).toEqual(["b", "c", "d"]);
    expect(edited.rules[0]).toMatchObject({ priority: 5 });
  });

  it("names a rule to take out that is not there, and changes nothing", async () => {
    const { work } = await setUp();
    await expect(work.edit({ revision: 0, set: [], remove: ["x"] }, BY)).rejects.toMatchObject({ code: "not-found" });
    expect((await work.open()).revision).toBe(0);
  });

  it("loses nobody's change: whoever comes second is told", async () => {
    const { work } = await setUp();
    const set = (id: string) => ({ revision: 0, set: [aRule({ id })], remove: [] });
    const results = await Promise.allSettled([work.edit(set("mine"), "a"), work.edit(set("theirs"), "b")]);
    expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
    await expect(work.save({ revision: 0, rules: [] }, "c")).rejects.toMatchObject({ code: "conflict" });
    await expect(work.discard(0)).rejects.toMatchObject({ code: "conflict" });
    await expect(work.publish({ revision: 0 }, "c")).rejects.toMatchObject({ code: "conflict" });
    expect(ids(await work.open())).toEqual(["hello", "mine"]);
  });

  it("keeps a rule that cannot be published yet, but no two of one id", async () => {
    const { work } = await setUp();
    const broken = aRule({ id: "broken", match: { type: "regex", pattern: "(", ignoreCase: false } });
    await work.save({ revision: 0, rules: [broken] }, BY);
    await expect(work.publish({ revision: 1 }, BY)).rejects.toMatchObject({ code: "invalid-input" });
    const twice = { revision: 1, rules: [aRule(), aRule()] };
    await expect(work.save(twice, BY)).rejects.toMatchObject({
      code: "invalid-input",
      details: { issues: [{ path: "rules.1.id" }] },
    });
    expect(ids(await work.open())).toEqual(["broken"]);
  });

  it("ends with its publication, and the next begins from that", async () => {
    const { work, rules } = await setUp();
    await work.edit({ revision: 0, set: [aRule({ id: "bye", priority: 1 })], remove: ["hello"] }, BY);
    expect(await work.publish({ revision: 1, note: "再见" }, "operator-2")).toMatchObject({
      snapshot: { version: 2, publishedBy: "operator-2", note: "再见", draftRevision: 1 },
    });
    expect(await work.open()).toMatchObject({ revision: 2, saved: false, basedOn: 2, rules: [{ id: "bye" }] });
    await expect(work.publish({ revision: 2 }, BY)).rejects.toMatchObject({ code: "not-found" });
    expect(await rules.version()).toBe(2);
  });

  it("is not published over somebody else's publication until it is based on that", async () => {
    const { work, rules } = await setUp();
    await work.save({ revision: 0, rules: [aRule({ id: "mine" })] }, BY);
    await rules.publish(aSnapshot(2, []));
    await expect(work.publish({ revision: 1 }, BY)).rejects.toMatchObject({ code: "conflict" });
    await work.save({ revision: 1, rules: [aRule({ id: "mine" })], basedOn: 2 }, BY);
    expect(await work.publish({ revision: 2 }, BY)).toMatchObject({ snapshot: { version: 3 }, warnings: [] });
  });

  it("can be discarded", async () => {
    const { work } = await setUp();
    await work.save({ revision: 0, rules: [] }, BY);
    await work.discard(1);
    expect(await work.open()).toMatchObject({ revision: 2, saved: false, rules: [{ id: "hello" }] });
  });

  it("is published once, wherever its publisher dies and asks again", async () => {
    await withEveryCrash(async (crash, where) => {
      const { rules, drafts, over, work } = await setUp();
      await work.save({ revision: 0, rules: [aRule({ id: "bye" })] }, BY);
      const dying = over({ rules: crash.port(rules), drafts: crash.port(drafts) });
      await dying.publish({ revision: 1 }, BY).catch(() => undefined);
      if ((await drafts.get()).revision === 1) await work.publish({ revision: 1 }, BY);
      expect(await rules.version(), where).toBe(2);
      expect(await work.open(), where).toMatchObject({ revision: 2, saved: false, basedOn: 2, rules: [{ id: "bye" }] });
    });
  });
});
