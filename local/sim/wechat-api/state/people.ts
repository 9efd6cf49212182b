import type { DatabaseSync } from "node:sqlite";
import * as z from "zod";
import { createDocuments } from "../../documents.ts";

const personSchema = z.object({
  nickName: z.string(),
  alias: z.string(),
  signature: z.string(),
  /** What accounts call the person, by appId. */
  remarks: z.record(z.string(), z.string()),
});
export type SimPerson = z.infer<typeof personSchema>;

/** What may be said of a person from outside. */
export const personChangeSchema = z.strictObject({
  nickName: z.string().optional(),
  alias: z.string().optional(),
  signature: z.string().optional(),
});

/** What is known of people beside their ids; a person without an entry is called by the id. */
export type People = {
  get(wxid: string): SimPerson;
  put(wxid: string, change: Partial<SimPerson>): SimPerson;
};

const DEMO = { wxid_friend_one: "小明", wxid_friend_two: "小红" };

export function createPeople(db: DatabaseSync): People {
  const documents = createDocuments(db, "people", personSchema);
  const get: People["get"] = (wxid) =>
    documents.get(wxid) ?? { nickName: demoName(wxid) ?? wxid, alias: "", signature: "", remarks: {} };
  return {
    get,
    put(wxid, change) {
      const person = personSchema.parse({ ...get(wxid), ...change });
      documents.put(wxid, person);
      return person;
    },
  };
}

function demoName(wxid: string): string | undefined {
  return Object.entries(DEMO).find(([id]) => id === wxid)?.[1];
}
