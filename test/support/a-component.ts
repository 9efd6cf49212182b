import { createOpenCode, createSealCode } from "../../shared/official/application/components/seal-code.ts";
import { createComponentWork } from "../../shared/official/application/components/work.ts";
import type {
  AuthorizerInfo,
  ComponentPlatform,
  ListedAuthorizer,
} from "../../shared/official/application/ports/component-platform.ts";
import type { ComponentTask } from "../../shared/official/domain/component-task.ts";
import { createMemorySealer } from "../../shared/platform/memory/sealer.ts";
import { NOON } from "./builders.ts";
import { fakeClock } from "./fake-clock.ts";
import type { crashAt } from "./faults.ts";
import { recordingObservability } from "./recording-observability.ts";
import { recordingEvents } from "./recording-ports.ts";
import { memoryStorage } from "./storage.ts";

export const COMPONENT = "wx_platform";
type Crash = Pick<ReturnType<typeof crashAt>, "port">;
const NO_CRASH: Crash = { port: (target) => target };

/** WeChat as a third-party platform knows it: who is authorized, codes that are good once, refresh tokens. */
function aPlatformAtWeixin() {
  const authorized = new Map<string, { refreshToken: string; authorizedAt: number; funcs: number[] }>();
  const codes = new Map<string, string>();
  const calls: string[] = [];
  let made = 0;
  /** Whether WeChat tells refresh tokens again, with an account and in its list. */
  const tells = { withInfo: true, inList: true };

  const platform: ComponentPlatform = {
    async startTickets() {
      calls.push("start");
    },
    async preAuthCode() {
      calls.push("pre-auth");
      return "pre-auth-code";
    },
    async exchange(_component, code) {
      calls.push("exchange");
      const appId = codes.get(code);
      codes.delete(code);
      const grant = appId === undefined ? undefined : authorized.get(appId);
      return appId === undefined || !grant
        ? "refused"
        : { appId, refreshToken: grant.refreshToken, funcs: grant.funcs };
    },
    async info(_component, appId): Promise<AuthorizerInfo | undefined> {
      calls.push("info");
      const grant = authorized.get(appId);
      if (!grant) return undefined;
      const refreshToken = tells.withInfo ? grant.refreshToken : undefined;
      return {
        name: `店铺 ${appId}`,
        originalId: `gh_${appId}`,
        isMiniProgram: false,
        funcs: grant.funcs,
        refreshToken,
      };
    },
    async *list() {
      calls.push("list");
      const all: ListedAuthorizer[] = [...authorized].map(([appId, { refreshToken, authorizedAt }]) => ({
        appId,
        refreshToken: tells.inList ? refreshToken : undefined,
        authorizedAt,
      }));
      for (let from = 0; from < all.length; from += 2) yield all.slice(from, from + 2);
    },
  };
  return {
    platform,
    authorized,
    calls,
    tells,
    /** The owner authorizes: the code that WeChat gives. */
    authorize(appId: string, at: number, funcs = [1, 2]): string {
      made += 1;
      authorized.set(appId, { refreshToken: `refresh-${made}`, authorizedAt: at, funcs });
      const code = `code@@@${made}`;
      codes.set(code, appId);
      return code;
    },
    withdraw: (appId: string) => void authorized.delete(appId),
  };
}

/** A third-party platform with the worker of its authorizations, over memory. */
export function aComponent() {
  const storage = memoryStorage();
  const clock = fakeClock(NOON);
  const observed = recordingObservability();
  const events = recordingEvents();
  const weixin = aPlatformAtWeixin();
  const sealer = createMemorySealer();
  const queue: ComponentTask[] = [];
  const components = new Map<string, { componentAppId: string; originalId: string }>();
  const sealCode = createSealCode(sealer);

  function worker(crash: Crash = NO_CRASH) {
    const { startTickets, exchange, info } = crash.port(weixin.platform);
    return createComponentWork({
      ...observed,
      accounts: crash.port(storage.accounts),
      authorizations: crash.port(storage.authorizations),
      components: crash.port(storage.components),
      leases: crash.port(storage.leases),
      events: crash.port(events),
      platform: { startTickets, exchange, info, list: weixin.platform.list },
      credentials: crash.port({
        async useComponent(appId: string, componentAppId: string, originalId: string) {
          components.set(appId, { componentAppId, originalId });
        },
      }),
      tasks: crash.port({ add: async (task: ComponentTask) => void queue.push(task) }),
      openCode: createOpenCode(sealer),
      authorizerTokens: crash.port(storage.tokenStores.authorizer),
      clock,
    });
  }

  return {
    ...observed,
    clock,
    storage,
    events,
    weixin,
    queue,
    components,
    sealCode,
    worker,
    async authorizedTask(
      appId: string | undefined,
      code: string,
      at: number,
    ): Promise<Extract<ComponentTask, { type: "authorized" }>> {
      const sealed = await sealCode(COMPONENT, code);
      const by = appId === undefined ? "page" : "event";
      return { type: "authorized", by, componentAppId: COMPONENT, at, ...sealed, ...(appId ? { appId } : {}) };
    },
    unauthorizedTask: (appId: string, at: number): ComponentTask => ({
      type: "unauthorized",
      componentAppId: COMPONENT,
      appId,
      at,
    }),
    async workOff(work = worker()) {
      for (let task = queue.shift(); task; task = queue.shift()) await work(task);
    },
  };
}
