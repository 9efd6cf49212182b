/** One AWS service of the embedded cloud that speaks a JSON protocol (`X-Amz-Target: <prefix>.<Action>`). */
export type AwsService = {
  /** What stands before the dot in `X-Amz-Target`, e.g. `AmazonSQS`. */
  readonly targetPrefix: string;
  /** `application/x-amz-json-1.0` or `-1.1`, as the service answers. */
  readonly contentType: string;
  /**
   * Carries out one action; throws `AwsError` for what AWS would refuse. `traceHeader`: of the request, by which a chain
   * of invocations goes on through a queue.
   */
  handle(action: string, input: Record<string, unknown>, signal: AbortSignal, traceHeader?: string): Promise<object>;
};

/** An error in the form that the SDKs understand. */
export class AwsError extends Error {
  /** The shape's name, e.g. `QueueDoesNotExist`. */
  readonly code: string;
  readonly status: number;
  /** Value of `x-amzn-query-error` where the service sends that header (SQS). */
  readonly queryCode: string | undefined;
  /** Further members of the error's body, e.g. `Item` of a failed condition. */
  readonly members: Record<string, unknown>;

  constructor(
    code: string,
    message: string,
    options: { status?: number; queryCode?: string; members?: Record<string, unknown> } = {},
  ) {
    super(message);
    this.name = code;
    this.code = code;
    this.status = options.status ?? 400;
    this.queryCode = options.queryCode;
    this.members = options.members ?? {};
  }
}
