import type { Device } from "../../accounts/domain/account.ts";
import type { Log } from "../../kernel/application/ports/runtime.ts";
import { AppError } from "../../kernel/domain/errors.ts";
import type { LoginCode, LoginMethod } from "../domain/login.ts";
import type { LoginGateway } from "./ports/login-gateway.ts";

/** `tap-or-qr`: a tap, or a code where the gateway does not ask the phone for one. */
export type CodeMethod = LoginMethod | "tap-or-qr";

/** Throws what the gateway answers, and `refused` where it answers for another device. */
export type AskForCode = (appId: string, device: Device, method: CodeMethod) => Promise<LoginCode>;

/** With these errors the gateway has certainly not asked the phone for a tap, and a code may do. */
const NO_TAP: ReadonlySet<unknown> = new Set(["refused", "account-offline"]);

/** Gets from the gateway what an account logs in with. */
export function createAskForCode({ loginGateway, log }: { loginGateway: LoginGateway; log: Log }): AskForCode {
  async function ask(appId: string, device: Device, method: CodeMethod): Promise<LoginCode> {
    if (method === "qr") return loginGateway.code(appId, device);
    try {
      return await loginGateway.tap(appId, device);
    } catch (error) {
      if (method === "tap" || !(error instanceof AppError) || !NO_TAP.has(error.code)) throw error;
      log.info("the phone is not asked for a tap: a code takes its place", { appId, message: error.message });
      return loginGateway.code(appId, device);
    }
  }

  return async (appId, device, method) => {
    const code = await ask(appId, device, method);
    if (code.appId === appId) return code;
    throw new AppError("refused", `the gateway answered for another device, '${code.appId}'`);
  };
}
