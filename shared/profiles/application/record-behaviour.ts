import type { Clock, Log, Metrics } from "../../kernel/application/ports/runtime.ts";
import { AppError } from "../../kernel/domain/errors.ts";
import type { InboundMessage } from "../../messages/domain/inbound-message.ts";
import type { Behaviour } from "../domain/behaviour.ts";
import { isSettled, reduceProfile, type StoredProfile } from "../domain/profile.ts";
import type { Profiles } from "./ports/profiles.ts";

/** `again`: it was journaled before, and so it may have been applied. */
export type Recorded = {
  readonly behaviour: Behaviour;
  readonly message: InboundMessage;
  readonly again: boolean;
};

/** Returns the ids of the behaviours that are not in their profiles and must be recorded again; never throws. */
export type RecordBehaviour = (recorded: readonly Recorded[]) => Promise<ReadonlySet<string>>;

/** Writers of one user's profile are one account's consumer and an operator who repairs it. */
const ATTEMPTS = 5;

/**
 * Brings what messages say into their senders' profiles: one read for a batch, and one conditional write for each
 * person who said something. Recording the same again changes nothing.
 */
export function createRecordBehaviour(deps: {
  readonly profiles: Pick<Profiles, "getMany" | "put">;
  /** Called with all that is recorded, at the same time as the profiles are written; never throws. */
  readonly announce: (recorded: readonly Recorded[]) => Promise<void>;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly log: Log;
}): RecordBehaviour {
  async function write(user: readonly Recorded[], known: StoredProfile | undefined): Promise<void> {
    let stored = known;
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const profile = user.reduce(
        (before, { behaviour, again }) =>
          again && isSettled(before, behaviour) ? before : reduceProfile(before, behaviour),
        stored?.profile,
      );
      if (profile === undefined || profile === stored?.profile) return;
      const written = await deps.profiles.put(profile, stored?.revision ?? 0, deps.clock.now());
      if (written.written) return deps.metrics.count("ProfileWritten");
      deps.metrics.count("ProfileConflict");
      stored = written.stored;
    }
    throw new AppError("unavailable", "a profile was written by others all the time", { retryable: true });
  }

  /** A profile that can never be written does not hold up its messages. */
  async function failed(user: readonly Recorded[], known: StoredProfile | undefined): Promise<readonly string[]> {
    try {
      await write(user, known);
      return [];
    } catch (error) {
      const { appId, change } = user[0]?.behaviour ?? {};
      deps.log.error("a profile was not written", error, { appId, wxid: change?.user });
      deps.metrics.count("ProfileNotWritten");
      return error instanceof AppError && error.ofContent ? [] : idsOf(user);
    }
  }

  async function writeAll(recorded: readonly Recorded[]): Promise<ReadonlySet<string>> {
    if (recorded.length === 0) return new Set();
    const users = byUser(recorded);
    const keys = users.map(([{ behaviour }]) => ({ appId: behaviour.appId, wxid: behaviour.change.user }));
    try {
      const known = await deps.profiles.getMany(keys, deps.clock.now());
      const ids = await Promise.all(users.map((user, index) => failed(user, known[index])));
      return new Set(ids.flat());
    } catch (error) {
      deps.log.error("profiles were not read", error);
      deps.metrics.count("ProfileNotWritten", users.length);
      return new Set(idsOf(recorded));
    }
  }

  return async (recorded) => {
    const [unrecorded] = await Promise.all([writeAll(recorded), deps.announce(recorded)]);
    return unrecorded;
  };
}

type OneOrMore = readonly [Recorded, ...Recorded[]];

function byUser(recorded: readonly Recorded[]): OneOrMore[] {
  const users = new Map<string, [Recorded, ...Recorded[]]>();
  for (const one of recorded) {
    const word = JSON.stringify([one.behaviour.appId, one.behaviour.change.user]);
    const user = users.get(word);
    if (user) user.push(one);
    else users.set(word, [one]);
  }
  return [...users.values()];
}

function idsOf(recorded: readonly Recorded[]): string[] {
  return recorded.map(({ behaviour }) => behaviour.id);
}
