import { partitionOf } from "./partitions.ts";
import type { Service } from "./service.ts";

/** Where a service is called. */
export type Endpoint = {
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number;
  readonly path: string;
};

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The endpoint of a service by the environment, as the SDK finds it: `AWS_ENDPOINT_URL_<SERVICE>`, `AWS_ENDPOINT_URL`,
 * or the service's name in the region's partition, with its FIPS and dual-stack forms. Source: "Service-specific
 * endpoints" in the AWS SDKs and Tools reference guide.
 */
export function endpointOf(service: Service, region: string, env: Environment): Endpoint {
  const custom = isTrue(env.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS)
    ? undefined
    : env[`AWS_ENDPOINT_URL_${service.endpointId}`] || env.AWS_ENDPOINT_URL;
  if (custom) return endpointAt(custom);
  const { name, plain, dualStack } = partitionOf(region);
  const isDualStack = isTrue(env.AWS_USE_DUALSTACK_ENDPOINT);
  const hasFips = service.govIsFips === "both-stacks" || (service.govIsFips === "one-stack" && !isDualStack);
  const fips = isTrue(env.AWS_USE_FIPS_ENDPOINT) && !(name === "aws-us-gov" && hasFips) ? "-fips" : "";
  const domain = isDualStack && !service.plainIsDualStack?.includes(name) ? dualStack : plain;
  return endpointAt(`https://${service.host}${fips}.${region}.${domain}`);
}

/** The parts of a URL without a query. */
export function endpointAt(url: string): Endpoint {
  const { protocol, hostname, port, pathname } = new URL(url);
  return { protocol, hostname, ...(port === "" ? {} : { port: Number(port) }), path: pathname };
}

function isTrue(value: string | undefined): boolean {
  return value?.toLowerCase() === "true";
}
