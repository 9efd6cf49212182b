import { type DynamoEngine, startDynamoEngine } from "../aws/dynamodb/engine.ts";
import { ensureTables } from "../aws/dynamodb/tables.ts";
import { bundleProcesses } from "../processes/bundles.ts";
import { type SimulatorProcess, startSimulatorProcess } from "../processes/simulator.ts";
import { PLATFORM } from "../sim/weixin/component/credentials.ts";
import type { Ground } from "./ground.ts";

/** The processes beside this one. */
export type Engines = {
  readonly dynamodb: DynamoEngine;
  readonly simulator: SimulatorProcess;
  /** The bundle that every process of a function runs. */
  readonly functionRunner: string;
};

/** Starts the DynamoDB engine with the template's tables, and the simulator. */
export async function startEngines(ground: Ground, started: AsyncDisposableStack): Promise<Engines> {
  const { dir, clock, model } = ground;
  const keep = <T extends { stop(): Promise<void> }>(one: T): T => {
    started.defer(() => one.stop());
    return one;
  };
  const bundling = bundleProcesses(dir.run);
  const starting = [
    startDynamoEngine({ dataDir: dir.dynamodb, clock, durability: ground.durability }).then(keep),
    bundling.then((bundles) => startSimulator(ground, bundles.simulator)).then(keep),
  ] as const;
  // If one fails, the other one has started by the time that everything is stopped.
  await Promise.allSettled(starting);
  const [dynamodb, simulator] = await Promise.all(starting);
  await ensureTables(
    dynamodb.endpoint,
    model.tables.map(({ properties }) => properties),
  );
  return { dynamodb, simulator, functionRunner: (await bundling).functionRunner };
}

async function startSimulator(ground: Ground, script: string): Promise<SimulatorProcess> {
  const { dir, ports, clock, reaper, gatewayUrl, secrets } = ground;
  return startSimulatorProcess({
    script,
    port: ports.simulator,
    dataDir: dir.simulator,
    callbackUrl: `${gatewayUrl}/callbacks/wechatapi/${await secrets.callbackKey()}`,
    officialUrl: `${gatewayUrl}/callbacks/official-account`,
    componentUrl: `${gatewayUrl}/callbacks/component/${PLATFORM.componentAppId}`,
    payUrl: `${gatewayUrl}/callbacks/wechat-pay`,
    clock,
    reaper,
  });
}
