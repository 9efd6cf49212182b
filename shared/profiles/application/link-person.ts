import type { Clock, Log, Metrics } from "../../kernel/application/ports/runtime.ts";
import type { PersonLinks } from "./ports/person-links.ts";

/** An openid of an account, with the unionid where WeChat tells it. */
export type Linkable = { readonly appId: string; readonly openid: string; readonly unionid?: string };

/**
 * Keeps whose openid it is. A sign-in does not fail for it: what goes wrong is logged and counted, and the next sign-in
 * does it. First the openid's own row, then the one under the unionid: who finds the latter without the former (a crash
 * between, another unionid since) does not count it. What was forgotten meanwhile is taken away again.
 */
export function createLinkPerson(deps: {
  readonly personLinks: PersonLinks;
  readonly clock: Pick<Clock, "now">;
  readonly metrics: Metrics;
  readonly log: Log;
}): (person: Linkable) => Promise<void> {
  const { personLinks: links } = deps;

  async function link(appId: string, openid: string, unionid: string): Promise<void> {
    const now = deps.clock.now();
    const before = await links.noteUnionid(appId, openid, unionid, now);
    if (before !== undefined && before !== unionid) await links.removeMember(before, appId, openid);
    await links.noteMember(unionid, appId, openid, now);
    if ((await links.unionidOf(appId, openid, now)) !== unionid) await links.removeMember(unionid, appId, openid);
  }

  return async ({ appId, openid, unionid }) => {
    if (unionid === undefined) return;
    try {
      await link(appId, openid, unionid);
    } catch (error) {
      deps.metrics.count("PersonNotLinked");
      deps.log.error("a person's openid was not linked; the next sign-in does it", error, { appId });
    }
  };
}

/**
 * Forgets whose openid it is. The row under the unionid goes first, so that a repetition after a crash still finds it,
 * and once more at the end, for a sign-in that wrote it meanwhile. Throws `unavailable`.
 */
export function createUnlinkPerson(deps: {
  readonly personLinks: Pick<PersonLinks, "unionidOf" | "removeMember" | "removeUnionid">;
  readonly clock: Pick<Clock, "now">;
}): (appId: string, openid: string) => Promise<void> {
  const { personLinks: links } = deps;
  return async (appId, openid) => {
    const unionid = await links.unionidOf(appId, openid, deps.clock.now());
    if (unionid === undefined) return;
    await links.removeMember(unionid, appId, openid);
    await links.removeUnionid(appId, openid);
    await links.removeMember(unionid, appId, openid);
  };
}
