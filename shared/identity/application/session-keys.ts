import type { Clock, Log, Metrics } from "../../kernel/application/ports/runtime.ts";
import type { Sealer } from "../../kernel/application/ports/sealer.ts";
import { AppError } from "../../kernel/domain/errors.ts";
import { nextSignsFrom, publishedKeys, signingKey } from "../domain/session-key.ts";
import type { KeptSessionKey, KeptSessionKeys, SessionKeyRows, SessionKeys } from "./ports/session-keys.ts";
import type { SessionTokens } from "./ports/session-tokens.ts";

export type SessionKeysDeps = {
  readonly sessionKeyRows: SessionKeyRows;
  readonly sealer: Sealer;
  readonly tokens: Pick<SessionTokens, "newKey">;
  readonly clock: Pick<Clock, "now">;
  readonly metrics: Metrics;
  readonly log: Log;
};

/** How long a container remembers the keys, ms. A new key is published for much longer before it signs. */
const MAX_AGE = 60_000;

/** So seldom a container reads for keys that it does not know, ms: strangers can name any. */
const UNKNOWN_AGE = 5000;

const NO_KEYS: KeptSessionKeys = { keys: [], revision: 0 };

const placeOf = (kid: string) => `session-keys/${kid}`;

/**
 * The keys that sign people's sessions. They are made and rotated by those who sign, when it is due, on condition that
 * no other one was faster: of many who find an empty table, all take the one key that was kept. A key that was made and
 * not kept is forgotten.
 */
export function createSessionKeys(deps: SessionKeysDeps): SessionKeys {
  const { clock, metrics, log, sealer } = deps;
  const remembered = createRemembered(deps);

  async function keepNext(present: KeptSessionKeys, signsFrom: number): Promise<KeptSessionKeys> {
    const createdAt = clock.now();
    const { kid, publicKey, privateKey } = await deps.tokens.newKey();
    const sealed = await sealer.seal("session-keys", placeOf(kid), privateKey);
    const keys = [...publishedKeys(present.keys, createdAt), { kid, publicKey, createdAt, signsFrom, sealed }];
    if (!(await deps.sessionKeyRows.put(keys, present.revision))) return remembered.readNow();
    metrics.count("SessionKeyMade");
    log.info("a key that signs people's sessions was made", { kid, signsFrom });
    return remembered.know({ keys, revision: present.revision + 1 });
  }

  /** The keys, with one more where it is due. Where that fails, those that are there serve on. */
  async function current(): Promise<readonly KeptSessionKey[]> {
    const present = await remembered.within(MAX_AGE);
    const signsFrom = nextSignsFrom(present.keys, clock.now());
    if (signsFrom === undefined) return present.keys;
    try {
      return (await keepNext(present, signsFrom)).keys;
    } catch (error) {
      if (present.keys.length === 0) throw error;
      metrics.count("SessionKeyNotRotated");
      log.error("no new key for people's sessions could be kept; the present one signs on", error);
      return present.keys;
    }
  }

  const find = ({ keys }: KeptSessionKeys, kid: string) =>
    publishedKeys(keys, clock.now()).find((key) => key.kid === kid)?.publicKey;

  return {
    async signing() {
      const key = signingKey(await current(), clock.now());
      if (!key) throw new AppError("unavailable", "there is no key that signs sessions yet", { retryable: true });
      const { kid, sealed } = key;
      return { kid, privateKey: await sealer.open("session-keys", placeOf(kid), sealed) };
    },
    publicKeyOf: async (kid) =>
      find(await remembered.within(MAX_AGE), kid) ?? find(await remembered.within(UNKNOWN_AGE), kid),
    published: async () => publishedKeys((await remembered.within(MAX_AGE)).keys, clock.now()),
  };
}

/**
 * What was read last, for all who ask at the same time. An empty table is not remembered, because the first key signs as
 * soon as it is kept. Where the keys cannot be read, those that were read last serve on.
 */
function createRemembered({ sessionKeyRows, clock, metrics, log }: SessionKeysDeps) {
  let last: { readonly kept: KeptSessionKeys; readonly at: number } | undefined;
  let reading: Promise<KeptSessionKeys> | undefined;

  function know(kept: KeptSessionKeys, at = clock.now()): KeptSessionKeys {
    last = kept.keys.length === 0 ? undefined : { kept, at };
    return kept;
  }

  async function readNow(): Promise<KeptSessionKeys> {
    const at = clock.now();
    try {
      return know((await sessionKeyRows.get()) ?? NO_KEYS, at);
    } catch (error) {
      metrics.count("SessionKeysNotRead");
      log.error("the keys of people's sessions were not read", error, { serveOn: last !== undefined });
      if (!last) throw error;
      return know(last.kept);
    }
  }

  return {
    know,
    readNow,
    /** The keys as they were `age` ms ago at most. */
    async within(age: number): Promise<KeptSessionKeys> {
      if (last && clock.now() - last.at < age) return last.kept;
      reading ??= readNow().finally(() => {
        reading = undefined;
      });
      return reading;
    },
  };
}
