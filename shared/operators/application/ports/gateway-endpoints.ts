/** One member of a request's body. */
export type EndpointField = {
  readonly name: string;
  /** 1: a member of the body itself; 2: a member of the last row of depth 1, or of each item of that list; … */
  readonly depth: number;
  /** `string`, `integer`, `string[]`, `object[]`, `1 | 2`, … */
  readonly type: string;
  readonly required: boolean;
};

/** An endpoint of the gateway, by its vendor's name. */
export type EndpointRow = {
  readonly module: string;
  readonly endpoint: string;
  /** Whether a second call does no more than the first. */
  readonly idempotent: boolean;
  /** Without `appId`, which the path of our own route gives. */
  readonly request: readonly EndpointField[];
};

/** The gateway's own endpoints, for operators who need what the platform has no words for. */
export type GatewayEndpoints = {
  /** Every endpoint that can be called. */
  list(): Promise<readonly EndpointRow[]>;
  /**
   * Calls `/module/endpoint` for an account and returns what it answers. Throws `not-found` for an endpoint that is not
   * listed, `invalid-input` for a body that names another account or that the endpoint does not take, and what the
   * gateway answers: `account-offline`, `refused`, `throttled`, `unreachable`, `outcome-unknown`.
   */
  call(appId: string, module: string, endpoint: string, body: Readonly<Record<string, unknown>>): Promise<unknown>;
};
