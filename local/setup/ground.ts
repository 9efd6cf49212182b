import { createSecretsService, type SecretsService } from "../aws/secrets/service.ts";
import { type Chances, createChances, type Shares } from "../chances.ts";
import { createLocalClock, type LocalClock } from "../clock.ts";
import type { Durability } from "../durability.ts";
import { claimPort } from "../ports.ts";
import { createReaper, type Reaper } from "../processes/reaper.ts";
import { loadCloudModel } from "../template/load.ts";
import type { CloudModel } from "../template/model.ts";
import { type DataDir, openDataDir } from "./data-dir.ts";
import { type LocalSecrets, seedSecrets } from "./secret-seeds.ts";

export type GroundOptions = {
  readonly dataDir: string;
  /** The synthesized app. */
  readonly cdkOutDir: string;
  /** 0 picks a free port, for each of the three. */
  readonly port: number;
  readonly simPort: number;
  readonly awsPort: number;
  /** The same for the demo shop's web site, which there is only where a port is given. */
  readonly shopPort?: number;
  /** Empties the data folder first. */
  readonly reset?: boolean;
  /** How often AWS's rarer moods show; never unless given. */
  readonly shares?: Shares;
  /** What an answered write outlives; `process` unless given. */
  readonly durability?: Durability;
};

/** What everything else stands on: the folder, the ports, the time, the template and its secrets. */
export type Ground = {
  readonly dir: DataDir;
  /** Claimed, but not listened on yet. */
  readonly ports: {
    readonly gateway: number;
    readonly simulator: number;
    readonly aws: number;
    readonly shop: number | undefined;
  };
  readonly gatewayUrl: string;
  readonly awsUrl: string;
  readonly clock: LocalClock;
  readonly reaper: Reaper;
  readonly chances: Chances;
  readonly durability: Durability;
  readonly model: CloudModel;
  readonly secretsService: SecretsService;
  readonly secrets: LocalSecrets;
};

/** Throws `LocalError` or `TemplateError`; `started` lets go of what was taken. */
export async function layGround(options: GroundOptions, started: AsyncDisposableStack): Promise<Ground> {
  const dir = openDataDir(options.dataDir, { reset: options.reset ?? false });
  started.defer(() => dir.unlock());
  const [gateway, simulator, aws, shop] = await Promise.all([
    claimPort(options.port, "PORT"),
    claimPort(options.simPort, "SIM_PORT"),
    claimPort(options.awsPort, "AWS_PORT"),
    options.shopPort === undefined ? undefined : claimPort(options.shopPort, "SHOP_PORT"),
  ]);
  const gatewayUrl = `http://127.0.0.1:${gateway}`;
  const awsUrl = `http://127.0.0.1:${aws}`;
  const clock = createLocalClock(dir.clock);
  const reaper = createReaper();
  started.defer(() => reaper.close());
  const model = loadCloudModel(options.cdkOutDir, { sqsBaseUrl: awsUrl, apiBaseUrl: gatewayUrl });
  const secretsService = createSecretsService({ path: dir.secrets, clock });
  const secrets = seedSecrets(secretsService, model);
  await secrets.useSimulator(simulator);
  return {
    dir,
    ports: { gateway, simulator, aws, shop },
    gatewayUrl,
    awsUrl,
    clock,
    reaper,
    chances: createChances(options.shares),
    durability: options.durability ?? "process",
    model,
    secretsService,
    secrets,
  };
}
