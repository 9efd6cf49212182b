import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { readContext } from "../../../local/assembly/context.ts";
import { LocalError } from "../../../local/local-error.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

function aRoot(cdkJson?: string): string {
  const root = temporaryFolder();
  if (cdkJson !== undefined) writeFileSync(join(root, "cdk.json"), cdkJson);
  return root;
}

it("takes options from cdk.json, from the environment over them, and from -c over both", () => {
  const root = aRoot('{"app":"x","context":{"stage":"prod","pollers":1,"profiles":"off"}}');
  const given = ["profiles=all", "routingQueues=arn:aws:sqs:a=b"];
  expect(readContext(root, given, { pollers: 2 })).toEqual({
    stage: "prod",
    pollers: 2,
    profiles: "all",
    routingQueues: "arn:aws:sqs:a=b",
  });
});

it("is empty where nothing is given", () => {
  expect(readContext(aRoot(), [], {})).toEqual({});
  expect(readContext(aRoot('{"app":"x"}'), [], {})).toEqual({});
});

it.each([
  ["an option without a value", "{}", ["pollers"], "-c pollers: give an option of the deployment as -c name=value"],
  ["an option without a name", "{}", ["=3"], "-c =3"],
  ["a cdk.json that is no JSON", "{", [], "cdk.json cannot be read"],
  ["a context that is no object", '{"context":[]}', [], "cdk.json cannot be read"],
])("refuses %s and says why", (_what, cdkJson, given, reason) => {
  const read = () => readContext(aRoot(cdkJson), given, {});
  expect(read).toThrow(LocalError);
  expect(read).toThrow(reason);
});
