import { expect, it } from "vitest";
import { jsonRequests } from "../../../local/iam/calls/json-services.ts";
import { compilePolicy } from "../../../local/iam/policy.ts";
import { routeOfScheduler } from "../../../local/scheduler/routes.ts";

const ROLE = "arn:aws:iam::000000000000:role/schedules";
const OTHER = "arn:aws:iam::000000000000:role/other";

/** A policy that may make schedules of one group, and give Scheduler one role. */
const judge = compilePolicy(
  [
    {
      effect: "Allow",
      actions: ["scheduler:*Schedule"],
      resources: ["arn:aws:scheduler:us-east-1:000000000000:schedule/fleet/*"],
      conditions: [],
    },
    {
      effect: "Allow",
      actions: ["iam:PassRole"],
      resources: [ROLE],
      conditions: [{ operator: "StringEquals", key: "iam:PassedToService", values: ["scheduler.amazonaws.com"] }],
    },
  ],
  "the policy",
);

it.each([
  ["POST", "/schedules/a", { GroupName: "fleet", Target: { RoleArn: ROLE } }, true],
  ["PUT", "/schedules/a", { GroupName: "fleet", Target: { RoleArn: OTHER } }, false],
  ["POST", "/schedules/a", { Target: { RoleArn: ROLE } }, false],
  ["GET", "/schedules/a?groupName=fleet", {}, true],
  ["DELETE", "/schedules/a?groupName=default", {}, false],
  ["DELETE", "/schedule-groups/fleet", {}, false],
  ["GET", "/schedules?ScheduleGroup=fleet", {}, false],
])("%s %s with %j needs its permission, and the role's", (method, url, body, isAllowed) => {
  const routed = routeOfScheduler(method, url);
  const requests = jsonRequests("scheduler", routed?.action ?? "", { ...body, ...routed?.input });
  expect(requests.length).toBeGreaterThan(0);
  expect(requests.every((request) => judge(request) === "allowed")).toBe(isAllowed);
});

it.each([
  ["PATCH", "/schedules/a"],
  ["POST", "/schedules"],
  ["GET", "/schedules/a/b"],
  ["GET", "/"],
])("has no route %s %s", (method, url) => {
  expect(routeOfScheduler(method, url)).toBeUndefined();
});
