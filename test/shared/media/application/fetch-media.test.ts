import { describe, expect, it } from "vitest";
import { createMemoryAccounts } from "../../../../shared/accounts/adapters/memory-accounts.ts";
import { AppError } from "../../../../shared/kernel/domain/errors.ts";
import { createMemoryMediaStore } from "../../../../shared/media/adapters/memory-store.ts";
import { createFetchMedia } from "../../../../shared/media/application/fetch-media.ts";
import type { MediaRequest } from "../../../../shared/media/domain/request.ts";
import { anAccount, NOON } from "../../../support/builders.ts";
import { fakeClock } from "../../../support/fake-clock.ts";
import { withEveryCrash } from "../../../support/faults.ts";
import { recordingObservability } from "../../../support/recording-observability.ts";

const IMAGE: MediaRequest = { kind: "image", xml: "<msg><img/></msg>", quality: "regular" };

function setUp() {
  const located: MediaRequest[] = [];
  const stores = {
    accounts: createMemoryAccounts([anAccount(), anAccount({ appId: "wx_gone", registered: false })]),
    mediaSource: {
      async locate(_appId: string, request: MediaRequest) {
        located.push(request);
        return `https://cdn.example.com/${located.length}`;
      },
    },
    fetchFile: async (url: string) => ({ body: Buffer.from(`GIF89a ${url}`), contentType: "text/html" }),
    media: createMemoryMediaStore(),
  };
  const others = { clock: fakeClock(), ...recordingObservability() };
  return { ...stores, ...others, located, fetchMedia: createFetchMedia({ ...stores, ...others }) };
}

describe("fetching a received file", () => {
  it("stores it with the type that its bytes show, and links to it for 15 minutes", async () => {
    const { fetchMedia, media } = setUp();
    const fetched = await fetchMedia("wx_app_1", IMAGE);
    expect(fetched).toEqual({
      key: expect.stringMatching(/^media\/wx_app_1\/[0-9a-f]{64}$/),
      bytes: 32,
      contentType: "image/gif",
      url: `https://bodies.invalid/${fetched.key}?for=900`,
      expiresAt: NOON + 900_000,
    });
    expect(await media.find(fetched.key)).toEqual({ bytes: 32, contentType: "image/gif" });
  });

  it("does not fetch again what is stored, but links anew", async () => {
    const { fetchMedia, located, clock } = setUp();
    const first = await fetchMedia("wx_app_1", IMAGE);
    clock.advance(60_000);
    expect(await fetchMedia("wx_app_1", IMAGE)).toEqual({ ...first, expiresAt: first.expiresAt + 60_000 });
    expect(located).toHaveLength(1);
    await fetchMedia("wx_app_1", { ...IMAGE, quality: "original" });
    expect(located).toHaveLength(2);
  });

  it.each(["wx_gone", "wx_nobody"])("does nothing for the account %s, which nobody registered", async (appId) => {
    const { fetchMedia, located } = setUp();
    await expect(fetchMedia(appId, IMAGE)).rejects.toMatchObject({ code: "not-found" });
    expect(located).toEqual([]);
  });

  it("does not call the caller unauthorized where it is the platform that the gateway refuses", async () => {
    const world = setUp();
    const refusing = (code: "unauthorized" | "account-offline") =>
      createFetchMedia({
        ...world,
        mediaSource: { locate: () => Promise.reject(new AppError(code, "its words")) },
      })("wx_app_1", IMAGE);
    await expect(refusing("unauthorized")).rejects.toMatchObject({ code: "unreachable" });
    await expect(refusing("account-offline")).rejects.toMatchObject({ code: "account-offline" });
  });

  it("is mended by a repetition wherever it broke off", async () => {
    await withEveryCrash(async (crash, where) => {
      const world = setUp();
      const broken = createFetchMedia({
        ...world,
        mediaSource: crash.port(world.mediaSource),
        media: crash.port(world.media),
        accounts: crash.port(world.accounts),
      });
      await broken("wx_app_1", IMAGE).catch(() => undefined);
      expect((await world.fetchMedia("wx_app_1", IMAGE)).bytes, where).toBe(32);
    });
  });
});
