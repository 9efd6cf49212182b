import type { LocalClock } from "../../clock.ts";
import { AwsError, type AwsService } from "../service.ts";
import { addSecret, secretsActions } from "./actions.ts";
import { secretArn } from "./description.ts";
import { createSecretsFile } from "./file.ts";

export type SecretsService = AwsService & {
  /** Creates the secret unless it is there already; returns its ARN. */
  ensure(name: string, initialValue: string): string;
};

/**
 * Secrets Manager on one JSON file, `{ "<name>": { "value": "…" } }`, readable by its owner only. The file is read at
 * every call, so that what a person edits counts at once.
 */
export function createSecretsService(options: { path: string; clock: Pick<LocalClock, "now"> }): SecretsService {
  const seconds = () => options.clock.now() / 1000;
  const file = createSecretsFile(options.path);
  const actions = secretsActions(file, seconds);
  return {
    targetPrefix: "secretsmanager",
    contentType: "application/x-amz-json-1.1",
    async handle(action, input) {
      const act = Object.hasOwn(actions, action) ? actions[action] : undefined;
      if (!act) throw new AwsError("UnknownOperationException", `Secrets Manager has no ${action} here`);
      return act(input);
    },
    ensure(name, initialValue) {
      if (!Object.hasOwn(file.read(), name)) addSecret(file, name, { value: initialValue }, seconds());
      return secretArn(name);
    },
  };
}
