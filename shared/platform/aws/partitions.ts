/** A partition's domains. */
type Domains = { readonly name: string; readonly plain: string; readonly dualStack: string };

/**
 * The partitions by the form of their regions' names; every other region belongs to `aws`. Source: the partitions of
 * the SDK's endpoint rules, with which a test compares them.
 */
const PARTITIONS: readonly (Domains & { readonly regions: RegExp })[] = [
  {
    name: "aws-cn",
    regions: /^cn-/,
    plain: "amazonaws.com.cn",
    dualStack: "api.amazonwebservices.com.cn",
  },
  { name: "aws-us-gov", regions: /^(us-gov-|aws-us-gov-global)/, plain: "amazonaws.com", dualStack: "api.aws" },
  { name: "aws-eusc", regions: /^eusc-/, plain: "amazonaws.eu", dualStack: "api.amazonwebservices.eu" },
  { name: "aws-iso", regions: /^(us-iso-|aws-iso-global)/, plain: "c2s.ic.gov", dualStack: "api.aws.ic.gov" },
  { name: "aws-iso-b", regions: /^(us-isob-|aws-iso-b)/, plain: "sc2s.sgov.gov", dualStack: "api.aws.scloud" },
  { name: "aws-iso-e", regions: /^(eu-isoe-|aws-iso-e)/, plain: "cloud.adc-e.uk", dualStack: "api.cloud-aws.adc-e.uk" },
  { name: "aws-iso-f", regions: /^(us-isof-|aws-iso-f)/, plain: "csp.hci.ic.gov", dualStack: "api.aws.hci.ic.gov" },
];

const AWS: Domains = { name: "aws", plain: "amazonaws.com", dualStack: "api.aws" };

/** The domains of the partition that a region belongs to. */
export function partitionOf(region: string): Domains {
  return PARTITIONS.find(({ regions }) => regions.test(region)) ?? AWS;
}
