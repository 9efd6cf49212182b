import type { HttpApi } from "aws-cdk-lib/aws-apigatewayv2";
import type { IMetric } from "aws-cdk-lib/aws-cloudwatch";
import type { Table } from "aws-cdk-lib/aws-dynamodb";
import type { EventBus } from "aws-cdk-lib/aws-events";
import type { Key } from "aws-cdk-lib/aws-kms";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import type { Bucket } from "aws-cdk-lib/aws-s3";
import type { Construct } from "constructs";
import type { AlertTopic } from "../constructs/alert-topic.ts";
import type { FleetAlarmProps } from "../constructs/fleet-alarm.ts";
import type { FleetFunction, FleetFunctionProps } from "../constructs/functions/fleet-function.ts";
import type { Lane, LaneRow } from "../constructs/lanes/row.ts";
import type { FleetSecrets } from "../fleet-secrets.ts";
import type { Settings } from "../settings.ts";

export type Lanes<Name extends string> = Readonly<Record<Name, Lane>>;

/** What the functions of a capability are made with. `Needed` names the lanes that they read or fill. */
export type Fleet<Needed extends string> = {
  readonly settings: Settings;
  /** What every function gets. */
  readonly common: Pick<FleetFunctionProps, "settings" | "functionsDir" | "failures" | "topics" | "egress">;
  readonly api: HttpApi;
  /** Where the platform is reached from outside, as an environment variable. */
  readonly outside: Readonly<Record<string, string>>;
  readonly stateful: Tables & {
    readonly bodies: Bucket;
    readonly bus: EventBus;
    readonly secrets: FleetSecrets;
    readonly sealKey: Key;
    readonly alertTopic: AlertTopic;
    readonly operators: { readonly issuer: string; readonly audience: string };
    readonly lanes: Lanes<Needed>;
  };
};

export type Tables = { readonly config: Table; readonly state: Table; readonly journal: Table };

/** What alarms may look at, beside the counts of functions. */
export type Watched<Needed extends string> = {
  readonly api: HttpApi;
  readonly lanes: Lanes<Needed>;
  readonly tables: Tables;
  /** A function by its name on the dashboard. */
  readonly lambda: (name: string) => LambdaFunction;
};

export type AlarmRow<Needed extends string> = Omit<FleetAlarmProps, "metric"> & {
  /** As the documentation and the alert call it; its logical id has `Observability` in front. */
  readonly id: string;
  readonly metric: (watched: Watched<Needed>) => IMetric;
};

/** All that the stacks make for one capability. `Own` names its lanes, `Needed` those that its functions use. */
export type Capability<Own extends string, Needed extends string> = {
  /** By name: the lane's logical id is the name with a capital letter and `Lane` behind it. */
  readonly lanes: Readonly<Record<Own, LaneRow>>;
  /** Makes the functions with their grants and triggers; the dashboard shows each under its name here. */
  readonly functions: (scope: Construct, fleet: Fleet<Needed>) => Readonly<Record<string, FleetFunction>>;
  readonly alarms: readonly AlarmRow<Needed>[];
  /** Counts that the dashboard shows beside the functions' errors. */
  readonly counts: readonly IMetric[];
};

/** A capability of which some parts may be left out. */
export function defineCapability<Needed extends string, Own extends string = never>(
  parts: Pick<Capability<Own, Needed>, "functions"> & Partial<Capability<Own, Needed>>,
): Capability<Own, Needed> {
  const { lanes = {} as Readonly<Record<Own, LaneRow>>, alarms = [], counts = [], functions } = parts;
  return { lanes, functions, alarms, counts };
}
