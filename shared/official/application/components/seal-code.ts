import type { Sealed, Sealer } from "../../../kernel/application/ports/sealer.ts";
import { sha256Hex } from "../../../kernel/domain/ids.ts";
import { codePlace } from "../../domain/component-task.ts";

/** An authorization code as a task carries it: with it and the platform's token an account's tokens are got. */
export type SealedCode = { readonly code: Sealed; readonly codeHash: string };

export type SealCode = (componentAppId: string, code: string) => Promise<SealedCode>;
export type OpenCode = (componentAppId: string, sealed: SealedCode) => Promise<string>;

export function createSealCode(sealer: Pick<Sealer, "seal">): SealCode {
  return async (componentAppId, code) => {
    const codeHash = sha256Hex(code);
    return { code: await sealer.seal("component-tokens", codePlace(componentAppId, codeHash), code), codeHash };
  };
}

export function createOpenCode(sealer: Pick<Sealer, "open">): OpenCode {
  return (componentAppId, { code, codeHash }) =>
    sealer.open("component-tokens", codePlace(componentAppId, codeHash), code);
}
