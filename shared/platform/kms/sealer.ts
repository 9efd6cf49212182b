import type { KeyObject } from "node:crypto";
import type { Sealer, SealPurpose } from "../../kernel/application/ports/sealer.ts";
import { AppError } from "../../kernel/domain/errors.ts";
import type { CallerConfig } from "../aws/caller.ts";
import { decrypt, encrypt } from "./cipher.ts";
import { createKmsDataKeys, type DataKey, type DataKeys } from "./data-keys.ts";

/** How long one data key seals, ms. An IV is random: a key would have to seal billions of texts before two are alike. */
const SEALS_FOR = 3_600_000;

/** Opened data keys that a process keeps, about 0.5 KB each: more than a fleet has accounts. */
const MOST_OPENED = 8_192;

/** Seals under data keys of KMS; `config`: the settings of its client, `keyArn`: the fleet's key. */
export function connectSealer(config: CallerConfig, keyArn: string): Sealer {
  return createSealer(createKmsDataKeys(config, keyArn));
}

/**
 * A sealer over data keys. One seals for an hour for each purpose, and an opened one is kept, so that sealing and
 * opening cost a call of KMS once in a while. Calls at the same time share it; one that failed is made again.
 */
export function createSealer(
  dataKeys: DataKeys,
  { now = Date.now, mostOpened = MOST_OPENED }: { readonly now?: () => number; readonly mostOpened?: number } = {},
): Sealer {
  const sealing = new Map<SealPurpose, { readonly made: Promise<DataKey>; readonly until: number }>();
  /** By purpose and blob; the one that was used last stands last. */
  const opened = new Map<string, Promise<KeyObject>>();

  function sealingKey(purpose: SealPurpose): Promise<DataKey> {
    const known = sealing.get(purpose);
    if (known && now() < known.until) return known.made;
    const made = dataKeys.make(purpose);
    const next = { made, until: now() + SEALS_FOR };
    sealing.set(purpose, next);
    made.catch(() => {
      if (sealing.get(purpose) === next) sealing.delete(purpose);
    });
    return made;
  }

  function openedKey(purpose: SealPurpose, blob: string): Promise<KeyObject> {
    const name = `${purpose} ${blob}`;
    const known = opened.get(name);
    const key = known ?? dataKeys.open(purpose, blob);
    opened.delete(name);
    opened.set(name, key);
    if (known) return known;
    const [oldest] = opened.size > mostOpened ? opened.keys() : [];
    if (oldest !== undefined) opened.delete(oldest);
    key.catch(() => {
      if (opened.get(name) === key) opened.delete(name);
    });
    return key;
  }

  return {
    async seal(purpose, place, text) {
      const { key, blob } = await sealingKey(purpose);
      return { key: blob, ...encrypt(key, boundTo(purpose, place), text) };
    },
    async open(purpose, place, sealed) {
      const text = decrypt(await openedKey(purpose, sealed.key), boundTo(purpose, place), sealed);
      if (text !== undefined) return text;
      throw new AppError("internal", `what lies at '${place}' was not sealed for it as '${purpose}'`, {
        details: { purpose, place },
      });
    },
  };
}

/** A purpose has no blank, so that no two pairs make one text. */
const boundTo = (purpose: SealPurpose, place: string): string => `${purpose} ${place}`;
