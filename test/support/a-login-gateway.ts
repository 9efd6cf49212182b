import type { CallbackTarget } from "../../shared/accounts/application/ports/callback-target.ts";
import type { LoginGateway } from "../../shared/logins/application/ports/login-gateway.ts";
import type { LoginCheck } from "../../shared/logins/domain/login.ts";

type Step<T> = T | Error;

/**
 * A gateway for logins. It answers checks with `checks` one after the other, then that it waits. `taps` and `codes`
 * hold the errors of the next calls, first to last. `calls` lists the calls.
 */
export function aLoginGateway(checks: Step<LoginCheck>[] = []) {
  const calls: string[] = [];
  const faults = { tap: [] as Error[], code: [] as Error[], logout: [] as Error[], callback: [] as Error[] };
  let uuids = 0;
  let devices = 0;

  function answer(call: string, of: Error[]): void {
    calls.push(call);
    const fault = of.shift();
    if (fault) throw fault;
  }

  const gateway: LoginGateway = {
    async code(appId, device) {
      answer(`code ${appId ?? "new"} ${device.type} ${device.regionId}`, faults.code);
      uuids += 1;
      if (appId === undefined) devices += 1;
      const uuid = `uuid-${uuids}`;
      return { appId: appId ?? `wx_new_${devices}`, uuid, method: "qr", qrData: `http://weixin.qq.com/x/${uuid}` };
    },
    async tap(appId) {
      answer(`tap ${appId}`, faults.tap);
      uuids += 1;
      return { appId, uuid: `uuid-${uuids}`, method: "tap" };
    },
    async check({ appId, uuid, captcha }) {
      calls.push(["check", appId, uuid, captcha].filter(Boolean).join(" "));
      const next = checks.shift() ?? { status: "waiting" };
      if (next instanceof Error) throw next;
      return next;
    },
    async logout(appId) {
      answer(`logout ${appId}`, faults.logout);
    },
  };
  const callbackTarget: CallbackTarget = { set: async (url) => answer(`callback ${url}`, faults.callback) };
  return { ...gateway, callbackTarget, calls, faults, checks };
}
