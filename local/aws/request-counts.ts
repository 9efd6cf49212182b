import type { AwsService } from "./service.ts";

/** The same service, with its requests counted by action. */
export function countRequests(service: AwsService, counts: Record<string, number>): AwsService {
  return {
    targetPrefix: service.targetPrefix,
    contentType: service.contentType,
    handle(action, input, signal, traceHeader) {
      counts[action] = (counts[action] ?? 0) + 1;
      return service.handle(action, input, signal, traceHeader);
    },
  };
}
