import type { FunctionModel } from "../../local/template/model.ts";

/** A function of the template that may do nothing. */
export function aFunction(given: Partial<FunctionModel> = {}): FunctionModel {
  const name = given.name ?? "fixture";
  return {
    name,
    arn: `arn:aws:lambda:us-east-1:000000000000:function:${name}`,
    codeDir: "/",
    handler: "index.handler",
    environment: {},
    timeoutSeconds: 60,
    memoryMb: 128,
    reservedConcurrency: undefined,
    invocationsPerProcess: 1,
    asyncRetries: 2,
    onFailureArn: undefined,
    recursiveLoop: "Terminate",
    logging: { format: "Text", applicationLevel: "INFO", systemLevel: "INFO" },
    role: { name: `${name}-role`, arn: `arn:aws:iam::000000000000:role/${name}-role`, statements: [] },
    ...given,
  };
}
