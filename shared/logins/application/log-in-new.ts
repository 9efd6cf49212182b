import { personalAccount } from "../../accounts/application/check-account.ts";
import type { Accounts } from "../../accounts/application/ports/accounts.ts";
import type { AccountRegistry } from "../../accounts/application/ports/registry.ts";
import { type Account, type Device, newAccount } from "../../accounts/domain/account.ts";
import type { DirectoryQueue } from "../../directory/application/ports/queue.ts";
import { AppError } from "../../kernel/domain/errors.ts";
import { firstDeviceOf, replacementOf } from "../domain/new-device.ts";
import { deviceOf } from "./device-of.ts";
import { createGetNewDevice, type GetNewDeviceDeps } from "./get-new-device.ts";
import type { LoginGateway } from "./ports/login-gateway.ts";
import { REMOVAL } from "./remove-account.ts";
import type { StartedLogin, StartLogin } from "./start-login.ts";

export type LogInNewDeps = GetNewDeviceDeps & {
  readonly accounts: Accounts & AccountRegistry;
  readonly loginGateway: Pick<LoginGateway, "logout">;
  readonly startLogin: StartLogin;
  readonly directoryQueue: DirectoryQueue;
};

/** An account that has no device at the gateway yet. `requestId`: tells apart accounts of one name. */
export type NewAccountLogin = Omit<Parameters<typeof newAccount>[0], "appId" | "device" | "channel"> & {
  readonly device: Device;
  readonly requestId?: string;
};

/**
 * Logins for which the gateway makes a new device (`createGetNewDevice`): the same request again goes on with the
 * device that it made. All throw `conflict`, and what the gateway answers.
 */
export function createLogInNew(deps: LogInNewDeps): {
  /** Registers an account under the appId that the gateway makes for it. */
  readonly first: (input: NewAccountLogin) => Promise<StartedLogin>;
  /** Gives an account whose device is gone a new one: it is registered under the new appId instead of the old. */
  readonly replace: (appId: string) => Promise<StartedLogin>;
} {
  const { accounts, newDevices, loginGateway, startLogin, directoryQueue, clock } = deps;
  const newDevice = createGetNewDevice(deps);

  async function registerOnce(account: Account): Promise<void> {
    try {
      await accounts.register(account);
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== "conflict") throw error;
    }
  }

  async function first({ requestId, ...input }: NewAccountLogin): Promise<StartedLogin> {
    const request = firstDeviceOf({ name: input.name, ...(requestId === undefined ? {} : { requestId }) });
    const { appId, code } = await newDevice(request, input.device);
    const known = await accounts.get(appId);
    if (known?.registered && known.state === "ONLINE") {
      throw new AppError(
        "conflict",
        `this request has made '${appId}', which is online; for another account of the same name, give a requestId of its own`,
        { details: { appId } },
      );
    }
    await registerOnce(newAccount({ ...input, appId }, clock.now()));
    return startLogin(appId, "qr", code);
  }

  async function replace(oldId: string): Promise<StartedLogin> {
    const old = await accounts.get(oldId);
    if (!old?.registered) {
      const made = await newDevices.find(replacementOf(oldId), clock.now());
      if (made !== undefined) return startLogin(made, "qr");
      throw new AppError("not-found", `no account is registered under '${oldId}'`, { details: { appId: oldId } });
    }
    await personalAccount(accounts, oldId);
    if (old.state === "ONLINE") {
      throw new AppError("conflict", `account '${oldId}' is online: it needs no new device`, {
        details: { appId: oldId },
      });
    }
    const device = deviceOf(old);
    await loginGateway.logout(oldId);
    const { appId, code } = await newDevice(replacementOf(oldId), device);
    await registerOnce(newAccount({ ...old, appId }, clock.now()));
    await directoryQueue.send([{ task: { type: "forget-account", appId: oldId }, delaySeconds: REMOVAL }]);
    await accounts.remove(oldId);
    return startLogin(appId, "qr", code);
  }

  return { first, replace };
}
