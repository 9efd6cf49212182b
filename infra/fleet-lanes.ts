import type { Construct } from "constructs";
import type { Lanes } from "./capabilities/capability.ts";
import { LANES, type LaneName } from "./capabilities/registry.ts";
import type { AlarmTopics } from "./constructs/fleet-alarm.ts";
import { FifoLane } from "./constructs/lanes/fifo.ts";
import type { Lane, LaneRow } from "./constructs/lanes/row.ts";
import { StandardLane } from "./constructs/lanes/standard.ts";

export type FleetLanes = Lanes<LaneName>;

/** Makes every lane of the capabilities. */
export function fleetLanes(scope: Construct, topics: AlarmTopics): FleetLanes {
  const lanes = Object.entries(LANES).map(([name, row]) => {
    return [name, makeLane(scope, name, topics, row)] as const;
  });
  return Object.fromEntries(lanes) as FleetLanes;
}

function makeLane(scope: Construct, name: string, topics: AlarmTopics, row: LaneRow): Lane {
  switch (row.kind) {
    case "fifo":
      return new FifoLane(scope, name, topics, row);
    case "standard":
      return new StandardLane(scope, name, topics, row);
  }
}
