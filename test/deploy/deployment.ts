import { join } from "node:path";
import type { AwsCalls } from "./cloud/aws-calls.ts";
import type { Cdk } from "./cloud/cdk.ts";
import { compareContents, compareMessages, holdsData, type Planted, plant } from "./cloud/contents.ts";
import { DEFAULT_CONTEXT, STAGE, TOGGLED_CONTEXT, TOGGLED_COUNT } from "./cloud/options.ts";
import { type Deployed, readDeployed } from "./cloud/templates.ts";
import { type Census, compareCensus, compareResources, takeCensus } from "./inventory/check.ts";
import { Difference, expectNone, type Protocol } from "./protocol.ts";

type Cloud = { readonly aws: AwsCalls; readonly cdk: Cdk; readonly protocol: Protocol };

/** What must be there: what the bootstrap made, the stacks' resources, and those that outlived their stack. */
type Expected = { readonly bootstrap: Census; current: readonly Deployed[]; orphans: Deployed[]; planted: Planted[] };

/**
 * Bootstraps, deploys, changes every option, changes all back, destroys and deploys once more, by the real CDK CLI.
 * After each step every resource is compared with its template, and what holds data with what was put into it.
 *
 * @param folder where the assemblies go
 */
export async function testDeployment(cloud: Cloud, folder: string): Promise<void> {
  const { aws, cdk, protocol } = cloud;
  const assemblies = { default: join(folder, "default"), toggled: join(folder, "toggled") };
  const expected: Expected = { bootstrap: new Map(), current: [], orphans: [], planted: [] };
  const deploy = (name: string, assembly: string, work: () => Promise<void>) =>
    protocol.step(name, async () => {
      await work();
      return adopt(aws, expected, await readDeployed(aws, assembly, STAGE));
    });

  await protocol.step("cdk bootstrap", async () => {
    await cdk.bootstrap();
    Object.assign(expected, { bootstrap: await takeCensus(aws) });
    return "CDKToolkit";
  });
  await deploy("cdk deploy --all", assemblies.default, () => cdk.deploy(assemblies.default, DEFAULT_CONTEXT));
  await compare(cloud, expected);
  await changeByHand(cloud, expected);
  await deploy(`cdk deploy --all, ${TOGGLED_COUNT} options changed`, assemblies.toggled, () =>
    cdk.deploy(assemblies.toggled, TOGGLED_CONTEXT),
  );
  await compare(cloud, expected);
  await deploy("cdk deploy --all, changed back", assemblies.default, () => cdk.deployAgain(assemblies.default));
  await compare(cloud, expected);
  await protocol.step("cdk destroy --all", async () => {
    await cdk.destroy(assemblies.default);
    return adopt(aws, expected, []);
  });
  await compare(cloud, expected);
  await deploy("cdk deploy --all, beside what stayed", assemblies.default, () => cdk.deployAgain(assemblies.default));
  await compare(cloud, expected);
  await protocol.step("messages of the queues that stay", async () => {
    expectNone(await compareMessages(aws, expected.planted));
    return `${expected.planted.filter(({ resource }) => resource.type === "AWS::SQS::Queue").length} received`;
  });
}

/** Takes over what the stacks have now; what holds data must be the same resource as before. */
async function adopt(aws: AwsCalls, expected: Expected, now: readonly Deployed[]): Promise<string> {
  const name = ({ stack, logicalId }: Deployed) => `${stack} ${logicalId}`;
  const present = new Map(now.map((resource) => [name(resource), resource]));
  const gone = expected.current.filter((resource) => !present.has(name(resource)));
  expected.orphans.push(...gone.filter(({ retained }) => retained));
  const moved = expected.current.filter((resource) => {
    const other = present.get(name(resource));
    return holdsData(resource) && other !== undefined && other.id !== resource.id;
  });
  const before = new Set(expected.current.map(name));
  const added = now.filter((resource) => !before.has(name(resource)));
  expected.planted = expected.planted.filter(({ resource }) => resource.retained || present.has(name(resource)));
  expected.planted.push(...(await plant(aws, added)));
  expected.current = now;
  expectNone(moved.map((resource) => `${name(resource)} is ${present.get(name(resource))?.id}, was ${resource.id}`));
  return `${now.length} resources: ${added.length} new, ${gone.length} left their stack`;
}

/** Makes sure that the inventory is awake: it must notice one property that was changed without CloudFormation. */
async function changeByHand({ aws, protocol }: Cloud, { current }: Expected): Promise<void> {
  await protocol.step("  a change by hand", async () => {
    const group = current.find(({ type }) => type === "AWS::Logs::LogGroup");
    if (!group) throw new Error("the stacks have no log group");
    const retain = (days: unknown) =>
      aws.call("logs", "PutRetentionPolicy", { logGroupName: group.id, retentionInDays: days });
    await retain(1);
    const lines = await compareResources(aws, current);
    await retain(group.properties.RetentionInDays);
    if (lines.length !== 1 || !lines[0]?.includes("RetentionInDays is 1")) {
      throw new Difference(`the inventory says of a changed retention: ${lines.join("; ") || "nothing"}`);
    }
    return "the inventory notices it";
  });
}

async function compare({ aws, protocol }: Cloud, expected: Expected): Promise<void> {
  const { current, orphans, planted, bootstrap } = expected;
  if (current.length > 0) {
    await protocol.step("  inventory", async () => {
      expectNone(await compareResources(aws, current));
      const properties = current.reduce((sum, resource) => sum + Object.keys(resource.properties).length, 0);
      const types = new Set(current.map(({ type }) => type));
      return `${current.length} resources of ${types.size} types, ${properties} properties as the templates say`;
    });
  }
  await protocol.step("  what is there", async () => {
    const census = await takeCensus(aws);
    const wanted = new Map([...bootstrap].map(([type, ids]) => [type, new Set(ids)]));
    for (const { type, id } of [...current, ...orphans]) wanted.get(type)?.add(id);
    expectNone(compareCensus(census, wanted));
    const total = [...census.values()].reduce((sum, ids) => sum + ids.size, 0);
    return `${total} of ${census.size} types and no other, ${orphans.length} of them stayed behind as they should`;
  });
  await protocol.step("  contents", async () => {
    expectNone(await compareContents(aws, planted));
    return `${planted.length} resources hold what was put into them`;
  });
}
