import { createLazyLargeBodies } from "../../../shared/adapters/s3/lazy-dead-letter-bodies.ts";
import { createDynamoDeadLetters } from "../../../shared/dead-letters/adapters/dynamo-store.ts";
import { createSqsPutBack } from "../../../shared/dead-letters/adapters/sqs-put-back.ts";
import type { LargeBodies } from "../../../shared/dead-letters/application/ports/large-bodies.ts";
import type { PutBack } from "../../../shared/dead-letters/application/ports/queues.ts";
import type { DeadLetters } from "../../../shared/dead-letters/application/ports/store.ts";
import { awsDefaults } from "../../../shared/lambda/aws-defaults.ts";
import { requireEnv } from "../../../shared/lambda/env.ts";
import { ENV } from "../../../shared/names.ts";
import type { TableOptions } from "../../../shared/platform/dynamodb/table.ts";
import { connectSqs } from "../../../shared/platform/sqs/connect.ts";
import type { Runtime } from "../http/runtime.ts";

/** What the routes of dead letters need. */
export type DeadLetterPorts = Pick<Runtime, "clock" | "log" | "metrics"> & {
  readonly letters: DeadLetters;
  readonly largeBodies: LargeBodies;
  readonly putBack: PutBack;
};

/** The ports that dead letters bring, by the environment. */
export function createDeadLetterPorts({
  journal,
}: {
  readonly journal: TableOptions;
}): Pick<DeadLetterPorts, "letters" | "largeBodies" | "putBack"> {
  return {
    letters: createDynamoDeadLetters(journal),
    largeBodies: createLazyLargeBodies({ bucket: requireEnv(ENV.bodiesBucket), client: awsDefaults }),
    // The queues' URLs are made from their ARNs: the endpoint is the configured one.
    putBack: createSqsPutBack({ client: connectSqs({ ...awsDefaults, useQueueUrlAsEndpoint: false }) }),
  };
}
