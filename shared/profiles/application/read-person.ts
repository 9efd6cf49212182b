import type { Clock } from "../../kernel/application/ports/runtime.ts";
import { type Member, type Person, personOf } from "../domain/person.ts";
import type { PersonLinks } from "./ports/person-links.ts";
import type { Profiles } from "./ports/profiles.ts";

/**
 * One view of a person over the accounts at which the person signed in. Undefined: no sign-in told the unionid. Throws
 * `unavailable`.
 */
export function createReadPerson(deps: {
  readonly personLinks: Pick<PersonLinks, "unionidOf" | "members">;
  readonly profiles: Pick<Profiles, "getMany">;
  readonly clock: Pick<Clock, "now">;
}): (appId: string, openid: string) => Promise<Person | undefined> {
  const { personLinks: links } = deps;
  return async (appId, openid) => {
    const now = deps.clock.now();
    const unionid = await links.unionidOf(appId, openid, now);
    if (unionid === undefined) return undefined;
    const isStill = async (member: Member) =>
      (await links.unionidOf(member.appId, member.openid, now)) === unionid ? [member] : [];
    const members = (await Promise.all((await links.members(unionid, now)).map(isStill))).flat();
    if (members.length === 0) return undefined;
    const keys = members.map((member) => ({ appId: member.appId, wxid: member.openid }));
    const profiles = await deps.profiles.getMany(keys, now);
    return personOf(
      unionid,
      members.map((member, index) => ({ member, profile: profiles[index]?.profile })),
    );
  };
}
