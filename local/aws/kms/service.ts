import type { LocalClock } from "../../clock.ts";
import type { KeyModel } from "../../template/model.ts";
import { AwsError, type AwsService } from "../service.ts";
import { kmsActions } from "./actions.ts";
import { createKeysFile } from "./file.ts";

/**
 * KMS on one JSON file of keys, readable by its owner only. The template's keys are made when they are first met, and
 * stay as long as the file.
 */
export function createKmsService(options: {
  path: string;
  clock: Pick<LocalClock, "now">;
  keys: readonly KeyModel[];
}): AwsService {
  const file = createKeysFile(options.path);
  for (const { id, description } of options.keys) {
    file.ensure(id, { description, createdAt: Math.floor(options.clock.now() / 1000) });
  }
  const actions = kmsActions(file, options.keys);
  return {
    targetPrefix: "TrentService",
    contentType: "application/x-amz-json-1.1",
    async handle(action, input) {
      const act = Object.hasOwn(actions, action) ? actions[action] : undefined;
      if (!act) throw new AwsError("UnknownOperationException", `KMS has no ${action} here`);
      return act(input);
    },
  };
}
