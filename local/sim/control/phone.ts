import { BadRequest } from "../http.ts";
import type { SimAccount } from "../wechat-api/state/accounts.ts";

type Login = NonNullable<SimAccount["login"]>;

/** The number that the phone shows where it asks for one. */
const CAPTCHA = "384912";

/** What the person with the phone, or the vendor, does to an account: `POST /sim/accounts/{appId}/{action}`. */
export const phoneActions: Readonly<Record<string, (account: SimAccount, now: number) => SimAccount>> = {
  scan: (account) => withLogin(account, { status: 1 }),
  confirm(account) {
    const { verifyUrl: _passed, ...login } = loginOf(account);
    return { ...account, login: { ...login, status: 2 }, online: true, tappable: true };
  },
  cancel: (account) => withLogin(account, { status: 4 }),
  expire: (account, now) => withLogin(account, { expiresAt: now }),
  captcha: (account) => withLogin(account, { status: 1, captcha: CAPTCHA }),
  verify: (account) =>
    withLogin(account, { status: 1, verifyUrl: `https://verify.example.com/${loginOf(account).uuid}` }),
  online: (account) => ({ ...account, online: true }),
  offline: (account) => ({ ...account, online: false }),
  ban: (account) => ({ ...account, banned: true }),
  unban: (account) => ({ ...account, banned: false }),
  "remove-device": (account) => ({ ...account, online: false, removed: true }),
};

function withLogin(account: SimAccount, change: Partial<Login>): SimAccount {
  return { ...account, login: { ...loginOf(account), ...change } };
}

function loginOf({ appId, login }: SimAccount): Login {
  if (login) return login;
  throw new BadRequest(`${appId} has no login under way: call getLoginQrCode first`, 409);
}
