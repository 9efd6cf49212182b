import type { TableOptions } from "../../platform/dynamodb/table.ts";
import type { DirectoryStore } from "../application/ports/store.ts";
import { createDynamoDirectory } from "./dynamo-directory.ts";
import { createDynamoDirectorySyncs } from "./dynamo-syncs.ts";
import { createDynamoDirectoryWriter } from "./dynamo-writer.ts";

/** All that is stored of address books, in the table `journal`. */
export function createDynamoDirectoryStore(options: TableOptions): DirectoryStore {
  return {
    ...createDynamoDirectory(options),
    ...createDynamoDirectoryWriter(options),
    ...createDynamoDirectorySyncs(options),
  };
}
