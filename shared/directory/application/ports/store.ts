import type { Directory } from "./directory.ts";
import type { DirectorySyncs } from "./syncs.ts";
import type { DirectoryWriter } from "./writer.ts";

/** All that is stored of address books. Use cases name the ports that they need. */
export type DirectoryStore = Directory & DirectoryWriter & DirectorySyncs;
