import type { NewQrCode } from "../../domain/scene.ts";

/** `pictureUrl` needs no login; `url` is what the code says. `expiresInSeconds` is absent for one that stays. */
export type QrCode = {
  readonly ticket: string;
  readonly url: string;
  readonly pictureUrl: string;
  readonly expiresInSeconds?: number;
};

/** QR codes that lead to an Official Account. Throws what WeChat answers, as a call of its API does. */
export type QrCodes = { create(appId: string, code: NewQrCode): Promise<QrCode> };
