import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { SQSClient } from "@aws-sdk/client-sqs";
import { describe, expect, it } from "vitest";
import { endpointOf } from "../../../../shared/platform/aws/endpoint.ts";
import { SERVICES } from "../../../../shared/platform/aws/service.ts";

const config = { region: "us-east-1" };
const RULES = {
  dynamodb: (where: Where) =>
    new DynamoDBClient(config).config.endpointProvider({ ...where, AccountIdEndpointMode: "disabled" }),
  sqs: (where: Where) => new SQSClient(config).config.endpointProvider(where),
  events: (where: Where) => new EventBridgeClient(config).config.endpointProvider(where),
  secrets: (where: Where) => new SecretsManagerClient(config).config.endpointProvider(where),
};
type Where = { readonly Region: string; readonly UseFIPS: boolean; readonly UseDualStack: boolean };

const REGIONS = [
  ...["us-east-1", "us-west-2", "eu-central-1", "ap-east-1", "ap-southeast-7", "il-central-1", "mx-central-1"],
  ...["cn-north-1", "cn-northwest-1", "us-gov-west-1", "us-gov-east-1", "eusc-de-east-1"],
  ...["us-iso-east-1", "us-iso-west-1", "us-isob-east-1", "us-isob-west-1", "eu-isoe-west-1", "us-isof-south-1"],
];

/** The host by the SDK's rules; undefined: the partition has no such endpoint. */
function hostBySdk(service: keyof typeof RULES, where: Where): string | undefined {
  try {
    return RULES[service](where).url.host;
  } catch {
    return undefined;
  }
}

describe.each(Object.keys(RULES) as (keyof typeof RULES)[])("the endpoint of %s", (service) => {
  it("is the SDK's in every partition, also with FIPS and dual stack", () => {
    let compared = 0;
    for (const Region of REGIONS) {
      for (const UseFIPS of [false, true]) {
        for (const UseDualStack of [false, true]) {
          // China has no FIPS endpoints, and the services' rules differ in what they make of that.
          if (UseFIPS && Region.startsWith("cn-")) continue;
          const host = hostBySdk(service, { Region, UseFIPS, UseDualStack });
          if (host === undefined) continue;
          const env = { AWS_USE_FIPS_ENDPOINT: String(UseFIPS), AWS_USE_DUALSTACK_ENDPOINT: String(UseDualStack) };
          expect(endpointOf(SERVICES[service], Region, env), `${Region} ${JSON.stringify(env)}`).toEqual({
            protocol: "https:",
            hostname: host,
            path: "/",
          });
          compared += 1;
        }
      }
    }
    expect(compared).toBeGreaterThan(REGIONS.length * 2);
  });

  it("is the environment's where that names one", () => {
    const { endpointId } = SERVICES[service];
    const all = { AWS_ENDPOINT_URL: "http://127.0.0.1:8789" };
    const one = { ...all, [`AWS_ENDPOINT_URL_${endpointId}`]: "https://vpce.example.com/x" };
    expect(endpointOf(SERVICES[service], "us-east-1", all)).toEqual({
      protocol: "http:",
      hostname: "127.0.0.1",
      port: 8789,
      path: "/",
    });
    expect(endpointOf(SERVICES[service], "us-east-1", one)).toMatchObject({ hostname: "vpce.example.com", path: "/x" });
    const ignored = { ...one, AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: "true" };
    expect(endpointOf(SERVICES[service], "us-east-1", ignored)).toMatchObject({ protocol: "https:" });
    expect(endpointOf(SERVICES[service], "us-east-1", ignored).hostname).toContain("amazonaws.com");
  });
});

/** The SDK's client of KMS is not installed. Source: its Smithy rule set, which has no exception for a partition. */
it.each([
  ["us-east-1", {}, "kms.us-east-1.amazonaws.com"],
  ["us-east-1", { AWS_USE_FIPS_ENDPOINT: "true" }, "kms-fips.us-east-1.amazonaws.com"],
  ["us-east-1", { AWS_USE_DUALSTACK_ENDPOINT: "true" }, "kms.us-east-1.api.aws"],
  ["us-gov-west-1", { AWS_USE_FIPS_ENDPOINT: "true" }, "kms-fips.us-gov-west-1.amazonaws.com"],
  ["cn-north-1", {}, "kms.cn-north-1.amazonaws.com.cn"],
])("the endpoint of KMS in %s with %j is %s", (region, env, hostname) => {
  expect(endpointOf(SERVICES.kms, region, env)).toEqual({ protocol: "https:", hostname, path: "/" });
});
