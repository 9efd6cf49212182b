import {
  expiryAfter,
  type Item,
  isExpired,
  keyOf,
  keyPart,
  number,
  numberOf,
} from "../../platform/dynamodb/attributes.ts";
import { batchGet } from "../../platform/dynamodb/batch-get.ts";
import { packJson, unpackJson } from "../../platform/dynamodb/packed-json.ts";
import { absent, createTable, type TableOptions } from "../../platform/dynamodb/table.ts";
import type { ProfileKey, Profiles } from "../application/ports/profiles.ts";
import { type Profile, profileSchema, type StoredProfile } from "../domain/profile.ts";

/** Days after the last write for which a profile is kept. */
const KEPT_DAYS = 365;

/** Bytes from which on a profile is compressed: each KB of an item costs a write unit. */
const PLAIN_LIMIT = 800;

export const PROFILE_PREFIX = "user#";

const keyOfProfile = ({ appId, wxid }: ProfileKey) => ({
  pk: `${PROFILE_PREFIX}${keyPart(appId)}#${keyPart(wxid)}`,
  sk: "profile",
});

/** Profiles in the table `journal`, one item each, written on condition of the revision that was read. */
export function createDynamoProfiles(options: TableOptions): Profiles {
  const table = createTable(options);
  return {
    async get(appId, wxid, now) {
      return storedOf(await table.joined.get(keyOfProfile({ appId, wxid })), now);
    },

    async getMany(keys, now) {
      if (keys.length === 0) return [];
      const wanted = keys.map(keyOfProfile);
      const { [options.table]: items = [] } = await batchGet(options.client, { [options.table]: wanted });
      const found = new Map(items.map((item) => [item.pk?.S, item]));
      return wanted.map(({ pk }) => storedOf(found.get(pk), now));
    },

    async put(profile, revision, now) {
      const values = valuesOf(profile, revision + 1, now);
      const key = keyOfProfile(profile);
      const written =
        revision === 0
          ? await table.joined.put({ ...keyOf(key), ...values }, absent(now), { signed: true })
          : await table.joined.update(key, { set: values, where: { revision: number(revision) } }, { signed: true });
      return written.done ? { written: true } : { written: false, stored: storedOf(written.item, now) };
    },
  };
}

function valuesOf(profile: Profile, revision: number, now: number) {
  return {
    revision: number(revision),
    profile: packJson(profile, "a profile", PLAIN_LIMIT),
    expiresAt: expiryAfter(KEPT_DAYS, now),
  };
}

/** Undefined for what has passed its TTL. */
export function storedOf(item: Item | undefined, now: number): StoredProfile | undefined {
  if (!item || isExpired(item, now)) return undefined;
  return { profile: unpackJson(item, "profile", profileSchema), revision: numberOf(item, "revision") };
}
