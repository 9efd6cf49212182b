import type { Logins } from "../application/ports/logins.ts";
import type { Login } from "../domain/login.ts";

/** Logins in memory. */
export function createMemoryLogins(): Logins {
  const logins = new Map<string, Login>();
  /** The login that was handed out to the last poll of each account, and under which ticket. */
  const handed = new Map<string, { readonly ticket: string | undefined; readonly login: Login }>();
  const inEpoch = (appId: string, epoch: number): Login | undefined => {
    const login = logins.get(appId);
    return login?.epoch === epoch ? login : undefined;
  };
  return {
    async begin(login) {
      logins.set(login.appId, login);
    },
    async get(appId) {
      return logins.get(appId);
    },
    async countPoll(appId, epoch, poll, ticket) {
      const login = inEpoch(appId, epoch);
      const last = handed.get(appId);
      if (login?.polls === poll + 1 && last?.login.epoch === epoch && ticket !== undefined && last.ticket === ticket) {
        return { ...login, polls: poll, ...(last.login.captcha ? { captcha: last.login.captcha } : {}) };
      }
      if (login?.polls !== poll) return undefined;
      handed.set(appId, { ticket, login });
      const { captcha: _handedOver, ...kept } = login;
      logins.set(appId, { ...kept, polls: poll + 1 });
      return login;
    },
    async note(appId, epoch, { trouble, ...change }) {
      const login = inEpoch(appId, epoch);
      if (!login) return undefined;
      const { trouble: before, ...kept } = { ...login, ...change };
      const now = trouble === undefined ? before : (trouble ?? undefined);
      const noted = { ...kept, ...(now === undefined ? {} : { trouble: now }) };
      logins.set(appId, noted);
      return noted;
    },
  };
}
