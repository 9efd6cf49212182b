import type { DatabaseSync } from "node:sqlite";
import * as z from "zod";
import { createDocuments } from "../../documents.ts";

const labelsSchema = z.object({
  /** The highest id given so far. */
  last: z.int(),
  names: z.record(z.string(), z.string()),
  /** Ids of labels by wxid. */
  members: z.record(z.string(), z.array(z.int())),
});
export type SimLabels = z.infer<typeof labelsSchema>;

/** The labels of each account, by appId. */
export type Labels = { get(appId: string): SimLabels; put(appId: string, labels: SimLabels): void };

export function createLabels(db: DatabaseSync): Labels {
  const documents = createDocuments(db, "labels", labelsSchema);
  return { get: (appId) => documents.get(appId) ?? { last: 0, names: {}, members: {} }, put: documents.put };
}
