import { createHash } from "node:crypto";
import * as z from "zod";
import type { Shelves } from "./state/shelves.ts";

const personSchema = z.object({ nickname: z.string(), unionid: z.string(), phone: z.string() });

/** What WeChat knows of a person. `unionid`: empty where the account belongs to no open platform of a company. */
export type SimPerson = z.infer<typeof personSchema>;

export const personChangeSchema = personSchema.partial().strict();

const PHONE = "13800138000";

const peopleOf = (shelves: Shelves) => shelves("", "people", personSchema);

/** The person behind an openid; unless told otherwise, each has a name and a unionid of their own. */
export function personOf(shelves: Shelves, openid: string): SimPerson {
  return (
    peopleOf(shelves).get(openid) ?? {
      nickname: `微信用户 ${openid.slice(-4)}`,
      unionid: derived("u", openid),
      phone: PHONE,
    }
  );
}

/** Openids of several accounts that have the same unionid are one person. */
export function changePerson(shelves: Shelves, openid: string, change: z.infer<typeof personChangeSchema>): SimPerson {
  const { nickname, unionid, phone } = personOf(shelves, openid);
  const person = {
    nickname: change.nickname ?? nickname,
    unionid: change.unionid ?? unionid,
    phone: change.phone ?? phone,
  };
  peopleOf(shelves).put(openid, person);
  return person;
}

/** An id of WeChat's form, 28 characters, the same for the same text. */
export function derived(kind: string, text: string): string {
  return `o${createHash("sha256").update(`${kind}:${text}`).digest("base64url").slice(0, 27)}`;
}

/** The `unionid` member of an answer, where the person has one. */
export function unionOf(shelves: Shelves, openid: string): { readonly unionid?: string } {
  const { unionid } = personOf(shelves, openid);
  return unionid === "" ? {} : { unionid };
}
