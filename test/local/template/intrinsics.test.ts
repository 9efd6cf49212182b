import { describe, expect, it } from "vitest";
import { resolve, type Scope, TemplateError } from "../../../local/template/intrinsics.ts";

const scope: Scope = {
  ref: (name) => ({ Queue: "http://queue", "AWS::Region": "us-east-1", Names: ["a", "b"] })[name],
  getAtt: (id, attribute) => `${id}/${attribute}`,
  importValue: (name) => `imported ${name}`,
  stackOutput: (stack, output) => `${output} of ${stack}`,
  condition: (name) => name === "Yes",
  findInMap: (map, first, second) => [map, first, second].join("."),
};

const NO_VALUE = { Ref: "AWS::NoValue" };

describe("intrinsic functions", () => {
  it.each<[string, unknown, unknown]>([
    ["Ref", { Ref: "Queue" }, "http://queue"],
    ["Fn::GetAtt as a list", { "Fn::GetAtt": ["Table", "Stream.Arn"] }, "Table/Stream.Arn"],
    ["Fn::GetAtt as a text", { "Fn::GetAtt": "Table.Stream.Arn" }, "Table/Stream.Arn"],
    ["Fn::Join", { "Fn::Join": [":", ["arn", { Ref: "AWS::Region" }, 7]] }, "arn:us-east-1:7"],
    ["Fn::Join over a list that is looked up", { "Fn::Join": [",", { Ref: "Names" }] }, "a,b"],
    ["Fn::Sub", { "Fn::Sub": `x-\${AWS::Region}-\${Table.Arn}-\${!Literal}` }, `x-us-east-1-Table/Arn-\${Literal}`],
    ["Fn::Sub with variables", { "Fn::Sub": [`\${Own}!`, { Own: { Ref: "Queue" } }] }, "http://queue!"],
    ["Fn::Select", { "Fn::Select": ["1", { "Fn::Split": ["|", "a|b|c"] }] }, "b"],
    ["Fn::ImportValue", { "Fn::ImportValue": { "Fn::Join": ["", ["a", "b"]] } }, "imported ab"],
    [
      "Fn::GetStackOutput",
      { "Fn::GetStackOutput": { StackName: "one", OutputName: "Url", Region: { Ref: "AWS::Region" } } },
      "Url of one",
    ],
    ["Fn::If that holds", { "Fn::If": ["Yes", { Ref: "Queue" }, NO_VALUE] }, "http://queue"],
    ["Fn::If that does not", { "Fn::If": ["No", { Ref: "Queue" }, 5] }, 5],
    ["Fn::FindInMap", { "Fn::FindInMap": ["Map", { Ref: "AWS::Region" }, "b"] }, "Map.us-east-1.b"],
    ["Fn::Base64", { "Fn::Base64": "你好" }, "5L2g5aW9"],
    ["Fn::Equals", { "Fn::Equals": [{ Ref: "AWS::Region" }, "us-east-1"] }, true],
    ["Fn::And", { "Fn::And": [{ Condition: "Yes" }, { Condition: "No" }] }, false],
    ["Fn::Or", { "Fn::Or": [{ Condition: "Yes" }, { Condition: "No" }] }, true],
    ["Fn::Not", { "Fn::Not": [{ Condition: "No" }] }, true],
  ])("%s gives what CloudFormation gives", (_, value, expected) => {
    expect(resolve(value, scope)).toEqual(expected);
  });

  it("are resolved at every depth, and what is AWS::NoValue leaves its object or list", () => {
    const value = {
      a: [{ b: { Ref: "Queue" } }, NO_VALUE, 1],
      c: NO_VALUE,
      d: { "Fn::If": ["No", 1, NO_VALUE] },
      e: null,
    };
    expect(resolve(value, scope)).toEqual({ a: [{ b: "http://queue" }, 1], e: null });
    expect(resolve(NO_VALUE, scope)).toBeUndefined();
  });

  it("leave alone what only looks like them", () => {
    const policy = { Condition: { StringEquals: { "aws:x": "y" } } };
    expect(resolve(policy, scope)).toEqual(policy);
    expect(resolve({ Ref: "Queue", Other: 1 }, scope)).toEqual({ Ref: "Queue", Other: 1 });
  });

  it.each<[unknown, RegExp]>([
    [{ "Fn::Cidr": ["10.0.0.0/16", 1, 8] }, /Fn::Cidr is not known here/],
    [{ "Fn::Join": "x" }, /Fn::Join needs a list/],
    [{ "Fn::Select": [3, ["a"]] }, /has no item 3/],
    [{ "Fn::Join": ["", [{ a: 1 }]] }, /needs a text, got \{"a":1\}/],
    [{ Ref: ["Queue"] }, /Ref needs a text/],
  ])("%j is an error that says why", (value, reason) => {
    expect(() => resolve(value, scope)).toThrow(TemplateError);
    expect(() => resolve(value, scope)).toThrow(reason);
  });
});
