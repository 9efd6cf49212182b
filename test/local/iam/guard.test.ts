import { expect, it } from "vitest";
import { createGuard } from "../../../local/iam/guard.ts";
import { accessKeyOf } from "../../../local/iam/identity.ts";
import { aFunction } from "../a-function.ts";

it("counts calls as those of a function's code, which a role may be denied", () => {
  const statement = { actions: ["ec2:*"], resources: ["*"] };
  const byCode = { operator: "ArnLike", key: "lambda:SourceFunctionArn", values: ["arn:aws:lambda:*:*:function:*"] };
  const statements = [
    { ...statement, effect: "Allow" as const, conditions: [] },
    { ...statement, effect: "Deny" as const, conditions: [byCode] },
    { effect: "Allow" as const, actions: ["s3:GetObject"], resources: ["*"], conditions: [] },
  ];
  const fn = aFunction({ role: { name: "role", arn: "arn:aws:iam::000000000000:role/role", statements } });
  const guard = createGuard([fn], () => undefined);
  const refused = guard.refuse(accessKeyOf(fn.arn), () => [{ action: "ec2:DescribeSubnets", resource: "*" }]);
  expect(refused?.message).toContain("with an explicit deny in an identity-based policy");
  expect(guard.refuse(accessKeyOf(fn.arn), () => [{ action: "s3:GetObject", resource: "x" }])).toBeUndefined();
});
