import { describe, expect, it } from "vitest";
import type { AuditEntry } from "../../../../shared/operators/domain/audit.ts";
import { NOON } from "../../../support/builders.ts";
import { operatorApi } from "../operator-api.ts";

/** A trail that tells what was written to it, and what had happened to the rules by then. */
function watchedTrail(fail: (entry: AuditEntry) => boolean = () => false) {
  const api = operatorApi();
  const written: { entry: AuditEntry; version: number }[] = [];
  const audit = {
    ...api.deps.audit,
    async write(entry: AuditEntry) {
      if (fail(entry)) throw new Error("the table is gone");
      written.push({ entry, version: await api.deps.rules.version() });
    },
  };
  const { call, observability } = operatorApi({ overrides: { audit, rules: api.deps.rules } });
  return { call, observability, written, rules: api.deps.rules };
}

const PUT = { id: "id-000", at: NOON, subject: "the-operator", role: "operator", method: "PUT", path: "/api/rules" };

describe("the audit trail", () => {
  it("says who starts what before it is done, and how it ended after it, in one entry", async () => {
    const { call, written } = watchedTrail();
    await call("PUT", "/api/rules", { as: "operator", body: { rules: [] } });
    expect(written).toEqual([
      { entry: { ...PUT, status: "started" }, version: 0 },
      { entry: { ...PUT, status: 200 }, version: 1 },
    ]);
  });

  it("holds what was tried in vain, too", async () => {
    const { call, written } = watchedTrail();
    await call("PUT", "/api/rules", { as: "viewer", body: { rules: [] } });
    await call("PUT", "/api/rules", { as: "operator", body: { rules: 1 } });
    await call("PUT", "/api/rules", { as: "operator", body: { rules: [], version: 7 } });
    expect(written.map(({ entry: { role, status } }) => [role, status])).toEqual([
      ["viewer", "started"],
      ["viewer", 403],
      ["operator", "started"],
      ["operator", 400],
      ["operator", "started"],
      ["operator", 409],
    ]);
  });

  it("does not speak of reads, nor of callers without a role", async () => {
    const { call, written } = watchedTrail();
    await call("GET", "/api/rules", { as: "admin" });
    await call("PUT", "/api/rules", { body: { rules: [] } });
    expect(written).toEqual([]);
  });

  it("lets nothing be done that cannot be recorded", async () => {
    const { call, rules, observability } = watchedTrail(() => true);
    const { status, body } = await call("PUT", "/api/rules", { as: "operator", body: { rules: [] } });
    expect(status).toBe(503);
    expect(JSON.stringify(body)).not.toContain("table");
    expect(await rules.version()).toBe(0);
    expect(observability.lines).toEqual([
      expect.objectContaining({ fields: expect.objectContaining({ status: 503 }) }),
    ]);
  });

  it("answers what was done even where the end cannot be recorded, and logs that", async () => {
    const { call, observability } = watchedTrail(({ status }) => status !== "started");
    const { status } = await call("PUT", "/api/rules", { as: "operator", body: { rules: [] } });
    expect(status).toBe(200);
    expect(observability.lines).toEqual([
      expect.objectContaining({ message: "the end of a request is missing in the audit trail" }),
    ]);
  });
});

describe("GET /api/audit", () => {
  it("shows admins the newest first, page by page", async () => {
    const { call } = operatorApi();
    for (let count = 0; count < 3; count++) await call("PUT", "/api/rules", { as: "operator", body: { rules: [] } });
    const first = await call("GET", "/api/audit", { as: "admin", query: { limit: "2" } });
    expect(first.status).toBe(200);
    expect(first.body.entries).toEqual([
      { ...PUT, id: "id-002", status: 200 },
      { ...PUT, id: "id-001", status: 200 },
    ]);
    const query = { limit: "2", cursor: first.body.cursor ?? "" };
    const second = await call("GET", "/api/audit", { as: "admin", query });
    expect(second.body).toEqual({ entries: [{ ...PUT, status: 200 }] });
  });
});
