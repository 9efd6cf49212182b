import { expect, it } from "vitest";
import type { AuditEntry } from "../../../shared/operators/domain/audit.ts";
import { NOON } from "../../support/builders.ts";
import { onEveryStorage } from "./every-storage.ts";

function anEntry(order: number, status: AuditEntry["status"] = "started"): AuditEntry {
  const id = `01JAUDIT${String(order).padStart(4, "0")}`;
  return { id, at: NOON + order, subject: "operator-1", role: "admin", method: "PUT", path: "/api/rules", status };
}

onEveryStorage("the audit trail", (fresh) => {
  it("is empty at first", async () => {
    const { auditTrail } = await fresh();
    expect(await auditTrail.list(10)).toEqual({ entries: [] });
  });

  it("shows the newest first, each once with its latest status", async () => {
    const { auditTrail } = await fresh();
    await auditTrail.write(anEntry(1));
    await auditTrail.write(anEntry(2));
    await auditTrail.write(anEntry(1, 200));
    expect((await auditTrail.list(10)).entries).toEqual([anEntry(2), anEntry(1, 200)]);
  });

  it("comes in pages, and refuses a cursor that it did not give", async () => {
    const { auditTrail } = await fresh();
    for (let order = 0; order < 5; order++) await auditTrail.write(anEntry(order));
    const first = await auditTrail.list(3);
    expect(first.entries).toEqual([anEntry(4), anEntry(3), anEntry(2)]);
    const second = await auditTrail.list(3, first.cursor);
    expect(second).toEqual({ entries: [anEntry(1), anEntry(0)] });
    for (const cursor of ["nonsense", "e30", Buffer.from('{"pk":"x","sk":"y"}').toString("base64url")]) {
      await expect(auditTrail.list(3, cursor)).rejects.toMatchObject({ code: "invalid-input" });
    }
  });
});
