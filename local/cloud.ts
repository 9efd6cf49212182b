import { existsSync, writeFileSync } from "node:fs";
import type { LocalClock } from "./clock.ts";
import { registerDemoFleet } from "./demo/fleet.ts";
import { allowShop } from "./demo/shop/access.ts";
import { startShop } from "./demo/shop/server.ts";
import type { Guard } from "./iam/guard.ts";
import { LocalError } from "./local-error.ts";
import { type Engines, startEngines } from "./setup/engines.ts";
import { type Front, startFront } from "./setup/front.ts";
import { type Ground, type GroundOptions, layGround } from "./setup/ground.ts";
import { startServices } from "./setup/services.ts";
import { openStores, type Stores } from "./setup/stores.ts";

export type CloudOptions = GroundOptions & {
  /** Most processes of one function; 2 unless given. */
  readonly concurrency?: number;
  /** Most invocations that one process carries out at once, where the function's code allows it; 16 unless given. */
  readonly invocationsPerProcess?: number;
  /** Functions have the share of a core that Lambda gives for their memory, not as much as they can get. Linux only. */
  readonly cpuByMemory?: boolean;
  /** Registers the demo fleet in a data folder where it was not registered yet, and lets its shop ask people in. */
  readonly demoFleet?: boolean;
  /** Cuts the start off; a cloud that has started goes on until `stop`. */
  readonly signal?: AbortSignal;
};

export type Cloud = Pick<Stores, "leftInFlight"> &
  Pick<Front, "token"> &
  Pick<Guard, "refusals"> & {
    readonly url: string;
    readonly simulatorUrl: string;
    readonly awsUrl: string;
    readonly dynamodbUrl: string;
    /** The demo shop's web site, where a port was given for it. */
    readonly shopUrl: string | undefined;
    readonly clock: LocalClock;
    /** What of the template is not played here, for a person to read. */
    readonly notes: readonly string[];
    callbackKey(): Promise<string>;
    /** Lets running invocations end within some seconds, then ends everything that was started. */
    stop(): Promise<void>;
  };

const DEFAULT_CONCURRENCY = 2;
const DEFAULT_INVOCATIONS_PER_PROCESS = 16;

/**
 * Starts the embedded cloud: exactly what the synthesized template says, on this machine.
 * Throws `LocalError` or `TemplateError`, with nothing left running, when it cannot; also when it is cut off.
 */
export async function startCloud(options: CloudOptions): Promise<Cloud> {
  const started = new AsyncDisposableStack();
  try {
    return await startAll(options, started);
  } catch (error) {
    await started.disposeAsync();
    throw error;
  }
}

/** Starts one thing after the other; `started` ends them in the opposite order. */
async function startAll(options: CloudOptions, started: AsyncDisposableStack): Promise<Cloud> {
  const { signal, concurrency = DEFAULT_CONCURRENCY, cpuByMemory: paced = false } = options;
  // A share of a core is that of one invocation.
  const perProcess = paced ? 1 : (options.invocationsPerProcess ?? DEFAULT_INVOCATIONS_PER_PROCESS);
  if (paced && process.platform !== "linux") throw new LocalError("a CPU share by memory needs Linux: unset LOCAL_CPU");
  const ground = await layGround(options, started);
  signal?.throwIfAborted();
  const engines = await startEngines(ground, started);
  signal?.throwIfAborted();
  const stores = openStores(ground, started);
  const parts = { ...ground, ...engines, ...stores };
  const services = await startServices(parts, { concurrency, perProcess, paced }, started);
  const since = new Date().toISOString();
  const { gateway, token } = await startFront(parts, services, since);
  const shopUrl = await openShop(parts, started);
  if (options.demoFleet) {
    const admin = { token: token("admin"), ...(signal && { signal }) };
    if (!existsSync(ground.dir.demoFleet)) {
      await registerDemoFleet({ url: gateway.url, simulatorUrl: engines.simulator.url, ...admin });
      writeFileSync(ground.dir.demoFleet, `${since}\n`);
    }
    if (shopUrl !== undefined) await allowShop({ platformUrl: gateway.url, shopUrl, ...admin });
  }
  signal?.throwIfAborted();
  let stopped: Promise<void> | undefined;
  return {
    url: gateway.url,
    simulatorUrl: engines.simulator.url,
    awsUrl: ground.awsUrl,
    dynamodbUrl: engines.dynamodb.endpoint,
    shopUrl,
    clock: ground.clock,
    notes: ground.model.notes,
    leftInFlight: stores.leftInFlight,
    token,
    refusals: services.guard.refusals,
    callbackKey: ground.secrets.callbackKey,
    stop() {
      stopped ??= started.disposeAsync();
      return stopped;
    },
  };
}

/** The demo shop's web site; undefined where it has no port. */
async function openShop(
  { ports, gatewayUrl, simulator }: Pick<Ground, "ports" | "gatewayUrl"> & Pick<Engines, "simulator">,
  started: AsyncDisposableStack,
): Promise<string | undefined> {
  if (ports.shop === undefined) return undefined;
  const shop = await startShop({ port: ports.shop, platformUrl: gatewayUrl, simulatorUrl: simulator.url });
  started.defer(() => shop.stop());
  return shop.url;
}
