import { randomBytes } from "node:crypto";
import { createSessionTokens } from "../../shared/adapters/jwt/session-tokens.ts";
import { createDeliverSession } from "../../shared/identity/application/deliver-session.ts";
import { createEndSessionsNow } from "../../shared/identity/application/end-sessions-of.ts";
import { createSessionKeys } from "../../shared/identity/application/session-keys.ts";
import { createSessions } from "../../shared/identity/application/sessions.ts";
import type { SignedInPerson } from "../../shared/identity/domain/person.ts";
import { createMemorySealer } from "../../shared/platform/memory/sealer.ts";
import { type FakeClock, fakeClock } from "./fake-clock.ts";
import { recordingObservability } from "./recording-observability.ts";
import { memoryStorage } from "./storage.ts";

export const ISSUER = "https://fleet.example/oauth";

export const PERSON: SignedInPerson = { appId: "wx_shop", openid: "o-1", unionid: "u-1", way: "userinfo" };

/** What containers do to calls of their ports, such as dying. */
type Ports = { port<T extends object>(target: T): T };

const UNHARMED: Ports = { port: (target) => target };

/** People's sessions over memory: `container` begins one more process over the same tables. */
export function aSessionDesk() {
  const storage = memoryStorage();
  const sealer = createMemorySealer();
  const clock = fakeClock();
  const observability = recordingObservability();
  const linked: SignedInPerson[] = [];
  const tokens = createSessionTokens(ISSUER);
  const newSecret = () => randomBytes(16).toString("hex");

  function container(ports: Ports = UNHARMED, at: FakeClock = clock) {
    const shared = { ...observability, clock: at, newSecret };
    const sessionRows = ports.port(storage.sessions);
    const sessionKeys = createSessionKeys({
      ...shared,
      sessionKeyRows: ports.port(storage.sessionKeys),
      sealer: ports.port(sealer),
      tokens,
    });
    const sessions = createSessions({
      ...shared,
      sessionRows,
      sessionKeys,
      tokens,
      linkPerson: async (person) => void linked.push(person),
    });
    return {
      sessions,
      sessionKeys,
      deliver: createDeliverSession({ ...shared, sessionCodes: ports.port(storage.sessionCodes) }),
      endSessionsNow: createEndSessionsNow({ ...shared, sessionRows }),
    };
  }

  return { storage, sealer, clock, observability, linked, tokens, container, newSecret };
}
