import { describe, expect, it } from "vitest";
import { AppError, type ErrorCode } from "../../../shared/kernel/domain/errors.ts";
import { problem, problemOf, problemResponse } from "../../../shared/lambda/problem.ts";

describe("a problem document", () => {
  it.each<[ErrorCode, number, string]>([
    ["invalid-input", 400, "Bad Request"],
    ["unauthorized", 401, "Unauthorized"],
    ["forbidden", 403, "Forbidden"],
    ["not-found", 404, "Not Found"],
    ["conflict", 409, "Conflict"],
    ["account-offline", 409, "Conflict"],
    ["too-large", 413, "Payload Too Large"],
    ["throttled", 429, "Too Many Requests"],
    ["refused", 502, "Bad Gateway"],
    ["unreachable", 502, "Bad Gateway"],
    ["outcome-unknown", 504, "Gateway Timeout"],
  ])("of %s has the status %i and the error's own words", (code, status, title) => {
    expect(problemOf(new AppError(code, "the reason"))).toEqual({
      type: "about:blank",
      title,
      status,
      detail: "the reason",
      code,
    });
  });

  it.each<[unknown, number, ErrorCode]>([
    [new AppError("internal", "the table secret-table is gone"), 500, "internal"],
    [new AppError("unavailable", "connect ECONNREFUSED secret-host"), 503, "unavailable"],
    [new TypeError("secret is not a function"), 500, "internal"],
    ["secret", 500, "internal"],
    [undefined, 500, "internal"],
  ])("tells nothing of our own parts", (error, status, code) => {
    const body = problemOf(error);
    expect(body).toMatchObject({ status, code });
    expect(JSON.stringify(body)).not.toContain("secret");
  });

  it("carries the issues, and no other detail", () => {
    const issues = [{ path: "rules.0.id", message: "too short" }];
    const body = problemOf(new AppError("invalid-input", "no", { details: { issues, owner: "o" } }));
    expect(body.issues).toEqual(issues);
    expect(body).not.toHaveProperty("owner");
  });

  it("carries at most a hundred issues", () => {
    const issues = Array.from({ length: 500 }, (_, index) => ({ path: `rules.${index}`, message: "no" }));
    expect(problemOf(new AppError("invalid-input", "no", { details: { issues } })).issues).toHaveLength(100);
  });

  it("leaves out issues that have not the form of issues", () => {
    expect(problemOf(new AppError("invalid-input", "no", { details: { issues: ["?"] } }))).not.toHaveProperty("issues");
  });

  it("names the request as the log does, in a form that a URI reference allows", () => {
    expect(problemOf(new AppError("conflict", "no"), "JKJa=/").instance).toBe("/requests/JKJa%3D%2F");
  });
});

describe("the response of a problem", () => {
  it("has the content type of problems, whatever other headers are given", () => {
    const { headers } = problemResponse(problem("method-not-allowed", "no"), {
      allow: "GET",
      "content-type": "text/plain",
    });
    expect(headers).toEqual({ allow: "GET", "content-type": "application/problem+json" });
  });

  it("says when to come again", () => {
    expect(problemResponse(problem("unavailable", "")).headers["retry-after"]).toBe("5");
    expect(problemResponse(problem("throttled", "")).headers["retry-after"]).toBe("1");
  });

  it("says how to log in", () => {
    expect(problemResponse(problem("unauthorized", "")).headers["www-authenticate"]).toBe("Bearer");
  });
});
