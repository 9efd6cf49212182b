import { describe, expect, it } from "vitest";
import { differences } from "./compare.ts";

describe("a resource and its template", () => {
  it("are the same where the API shows numbers, flags and documents as texts", () => {
    const wanted = {
      VisibilityTimeout: 90,
      FifoQueue: true,
      RedrivePolicy: { deadLetterTargetArn: "a", maxReceiveCount: 3 },
    };
    const found = {
      VisibilityTimeout: "90",
      FifoQueue: "true",
      RedrivePolicy: '{"maxReceiveCount": 3, "deadLetterTargetArn": "a"}',
    };
    expect(differences(wanted, found)).toEqual([]);
  });

  it("differ where a value at any depth is another", () => {
    const wanted = { Environment: { Variables: { A: "1", B: "2" } }, Roles: ["x", "y"] };
    const found = { Environment: { Variables: { A: "1", B: "3", C: "4" } }, Roles: ["x"] };
    expect(differences(wanted, found)).toEqual([
      'Environment.Variables.B is "3" instead of "2"',
      'Environment.Variables.C is "4" instead of absent',
      'Roles is ["x"] instead of ["x","y"]',
    ]);
  });

  it("differ where the resource has what the template does not name, unless it is the default", () => {
    expect(differences({}, { DelaySeconds: "5" }, { DelaySeconds: 0 })).toEqual(['DelaySeconds is "5" instead of 0']);
    expect(differences({}, { DelaySeconds: "0", AlarmActions: [], Description: "" }, { DelaySeconds: 0 })).toEqual([]);
  });

  it("differ where the resource lacks what the template names", () => {
    expect(differences({ Timeout: 10 }, {})).toEqual(["Timeout is absent instead of 10"]);
    expect(differences({ Layers: ["a"] }, { Layers: [] })).toEqual(['Layers is [] instead of ["a"]']);
  });

  it("are not compared in what the cloud cannot show", () => {
    expect(differences({ LoggingConfig: { LogGroup: "a" } }, {}, {}, { LoggingConfig: "why" })).toEqual([]);
  });
});
