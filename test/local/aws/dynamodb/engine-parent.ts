import { startDynamoEngine } from "../../../../local/aws/dynamodb/engine.ts";
import { createLocalClock } from "../../../../local/clock.ts";

/** A process that starts an engine and tells where: `engine-parent.ts <kind> <folder>`. */
const [kind, dataDir] = process.argv.slice(2);
if ((kind !== "dynoxide" && kind !== "dynalite") || !dataDir)
  throw new Error("usage: engine-parent.ts <kind> <folder>");
const engine = await startDynamoEngine({ dataDir, clock: createLocalClock(), kind });
process.send?.(engine.endpoint);
