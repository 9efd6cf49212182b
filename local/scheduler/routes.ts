/** An action and what its URL says to it. */
export type Routed = { readonly action: string; readonly input: Readonly<Record<string, string>> };

/** Path parameters take the place of `{Name}`. https://docs.aws.amazon.com/scheduler/latest/APIReference/API_Operations.html */
const ROUTES: readonly { method: string; path: RegExp; action: string }[] = [
  { method: "POST", path: /^\/schedules\/(?<Name>[^/]+)$/, action: "CreateSchedule" },
  { method: "GET", path: /^\/schedules\/(?<Name>[^/]+)$/, action: "GetSchedule" },
  { method: "PUT", path: /^\/schedules\/(?<Name>[^/]+)$/, action: "UpdateSchedule" },
  { method: "DELETE", path: /^\/schedules\/(?<Name>[^/]+)$/, action: "DeleteSchedule" },
  { method: "GET", path: /^\/schedules$/, action: "ListSchedules" },
  { method: "POST", path: /^\/schedule-groups\/(?<Name>[^/]+)$/, action: "CreateScheduleGroup" },
  { method: "GET", path: /^\/schedule-groups\/(?<Name>[^/]+)$/, action: "GetScheduleGroup" },
  { method: "DELETE", path: /^\/schedule-groups\/(?<Name>[^/]+)$/, action: "DeleteScheduleGroup" },
  { method: "GET", path: /^\/schedule-groups$/, action: "ListScheduleGroups" },
];

/** The query's names differ from the members that they stand for. */
const QUERY: Readonly<Record<string, string>> = { groupName: "GroupName", ScheduleGroup: "GroupName" };

/** The action of a request to EventBridge Scheduler; undefined where it has no such route. */
export function routeOfScheduler(method: string, url: string): Routed | undefined {
  const { pathname, searchParams } = new URL(url, "http://localhost");
  for (const route of ROUTES) {
    const match = route.method === method ? route.path.exec(pathname) : undefined;
    if (!match) continue;
    const query = [...searchParams].map(([name, value]) => [QUERY[name] ?? name, value]);
    return { action: route.action, input: { ...Object.fromEntries(query), ...match.groups } };
  }
  return undefined;
}
