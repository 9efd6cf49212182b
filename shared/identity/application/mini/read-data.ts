import type { Clock } from "../../../kernel/application/ports/runtime.ts";
import { assertSigned, type MarkedData, openEncrypted, unreadable } from "../../domain/mini/encrypted-data.ts";
import { type PhoneNumber, phoneNumberIn } from "../../domain/mini/phone-number.ts";
import type { MiniDataRequest, MiniPhoneRequest } from "../../domain/mini/requests.ts";
import type { MiniKeys } from "../ports/mini-keys.ts";
import type { MiniPrograms } from "../ports/mini-programs.ts";

type ReadDeps = { readonly keys: Pick<MiniKeys, "open">; readonly clock: Pick<Clock, "now"> };

/**
 * Reads what WeChat encrypted for a person's mini program, by the key of the newest login alone. Throws `unprocessable`
 * where it is not for this app, this key or this time, and where `rawData` is not signed.
 */
export function createReadMiniData({ keys, clock }: ReadDeps) {
  return async (appId: string, openid: string, request: MiniDataRequest): Promise<MarkedData> => {
    const { rawData, signature, ...data } = request;
    const now = clock.now();
    const sessionKey = await keys.open(appId, openid, now);
    if (sessionKey === undefined) throw unreadable();
    if (rawData !== undefined && signature !== undefined) assertSigned(sessionKey, rawData, signature);
    return openEncrypted(appId, sessionKey, data, now);
  };
}

/** A person's number, by a button's code or as it was encrypted. Throws as `createReadMiniData`, and what codes throw. */
export function createReadPhone(deps: ReadDeps & { readonly miniPrograms: Pick<MiniPrograms, "phoneInfo"> }) {
  const readData = createReadMiniData(deps);
  return async (appId: string, openid: string, request: MiniPhoneRequest): Promise<PhoneNumber> => {
    const told =
      "code" in request
        ? await deps.miniPrograms.phoneInfo(appId, openid, request.code)
        : await readData(appId, openid, request);
    return phoneNumberIn(appId, told, deps.clock.now());
  };
}
