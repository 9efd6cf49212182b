import { describe, expect, it } from "vitest";
import type { Acted } from "../../../../shared/accounts/domain/windows.ts";
import { corrected, profileDifferences } from "../../../../shared/profiles/domain/differences.ts";
import { type Profile, reduceProfile } from "../../../../shared/profiles/domain/profile.ts";
import { aBehaviour, NOON } from "../../../support/builders.ts";

const DAY = 86_400_000;
const profile = (acted?: Acted, since = NOON - 100 * DAY): Profile => ({
  ...reduceProfile(undefined, aBehaviour()),
  since,
  ...(acted ? { acted } : {}),
});
const acted = (last: Acted["last"]): Acted => ({ since: NOON - 90 * DAY, last });
const FROM = NOON - 10 * DAY;

describe("what a person did", () => {
  it("is compared as far as the journal reaches", () => {
    const stored = profile(acted({ message: NOON, scan: FROM - 1 }));
    expect(profileDifferences(stored, profile(acted({ message: NOON })), FROM)).toEqual([]);
    expect(profileDifferences(stored, profile(acted({ message: NOON - 5 })), FROM)).toEqual([
      { path: "acted.message", stored: { at: NOON }, rebuilt: { at: NOON - 5 } },
    ]);
    expect(profileDifferences(profile(), profile(acted({ follow: NOON })), FROM)).toEqual([
      { path: "acted.follow", stored: undefined, rebuilt: { at: NOON } },
    ]);
    const whole = [profile(acted({}), NOON), profile({ since: NOON, last: {} }, NOON)] as const;
    expect(profileDifferences(...whole, FROM)).toEqual([
      { path: "acted.since", stored: NOON - 90 * DAY, rebuilt: NOON },
    ]);
  });

  it("is corrected by the journal, and stays where that does not reach", () => {
    const rebuilt = profile({ since: FROM + 1, last: { message: NOON - 5 } });
    const stored = profile(acted({ message: NOON, scan: FROM - 1, follow: NOON }));
    expect(corrected(stored, rebuilt, FROM).acted).toEqual(acted({ message: NOON - 5, scan: FROM - 1 }));
    expect(corrected(profile(), rebuilt, FROM).acted).toEqual(rebuilt.acted);
    expect(corrected(stored, profile(), FROM).acted).toEqual(stored.acted);
    expect(corrected(profile(), profile(), FROM)).not.toHaveProperty("acted");
  });
});
