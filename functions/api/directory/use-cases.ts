import { createRefreshSoon, type RefreshSoon } from "../../../shared/directory/application/refresh-soon.ts";
import type { DirectoryPorts } from "./ports.ts";

/** Queues what an account changed at the gateway for the views. */
export function createRefresher(ports: DirectoryPorts): RefreshSoon {
  return createRefreshSoon({ ...ports, directory: ports.directoryQueue });
}
