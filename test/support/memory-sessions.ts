import type { Sessions } from "../../shared/identity/application/ports/sessions.ts";
import type { Session } from "../../shared/identity/domain/session.ts";
import type { Clock } from "../../shared/kernel/application/ports/runtime.ts";

/** Sessions in memory, whose tokens are no more than numbers. */
export function memorySessions(clock: Pick<Clock, "now">): Sessions & { readonly opened: readonly Session[] } {
  const opened: Session[] = [];
  const revoked = new Set<string>();
  return {
    opened,
    async open(person) {
      const at = clock.now();
      const session = { id: `session-${opened.length}`, person, createdAt: at, expiresAt: at + 7_200_000 };
      opened.push(session);
      return { session, token: `token-${opened.length}`, csrf: "csrf" };
    },
    async read(appId, token) {
      const session = opened[Number(/^token-(\d+)$/.exec(token)?.[1] ?? 0) - 1];
      const isGood = session?.person.appId === appId && clock.now() < session.expiresAt && !revoked.has(session.id);
      return isGood ? session : undefined;
    },
    async revoke(id) {
      revoked.add(id);
    },
  };
}
