import * as z from "zod";
import { type Json, listOf, textOf } from "../cloud/aws-calls.ts";
import { capitalized, pick, type Row, type Rows } from "./row.ts";

/** `Ref` of a rule on a bus of its own is `<bus>|<rule>`. */
function ruleAt(id: string): { readonly Name: string; readonly EventBusName: string } {
  const [name = "", bus = "default"] = id.split("|").toReversed();
  return { Name: name, EventBusName: bus };
}

export const EVENTS: Rows = {
  "AWS::Events::EventBus": {
    read: async (aws, name) =>
      pick(await aws.call("events", "DescribeEventBus", { Name: name }), "Name", "Description"),
    list: async (aws) =>
      listOf(await aws.call("events", "ListEventBuses", {}), "EventBuses")
        .map((bus) => textOf(bus, "Name"))
        .filter((name) => name !== "default"),
  },
  "AWS::Events::Rule": {
    async read(aws, id) {
      const { Name, EventBusName } = ruleAt(id);
      const rule = await aws.call("events", "DescribeRule", { Name, EventBusName });
      const targets = listOf(await aws.call("events", "ListTargetsByRule", { Rule: Name, EventBusName }), "Targets");
      return {
        ...pick(rule, "Description", "EventBusName", "EventPattern", "RoleArn", "ScheduleExpression", "State"),
        ...(targets.length > 0 ? { Targets: targets } : {}),
      };
    },
    defaults: { EventBusName: "default", State: "ENABLED" },
    async list(aws) {
      const buses = listOf(await aws.call("events", "ListEventBuses", {}), "EventBuses");
      const rules = await Promise.all(
        buses.map(async (bus) => {
          const answer = await aws.call("events", "ListRules", { EventBusName: textOf(bus, "Name") });
          return listOf(answer, "Rules").map((rule) =>
            bus.Name === "default" ? textOf(rule, "Name") : `${textOf(bus, "Name")}|${textOf(rule, "Name")}`,
          );
        }),
      );
      return rules.flat();
    },
  },
};

/** The API that a route or an integration belongs to, in its path. */
const apiPath = (properties: { ApiId?: unknown }) => `/v2/apis/${z.string().parse(properties.ApiId)}`;

/** A part of the HTTP API: the words of the API begin with a small letter, those of templates with a capital one. */
function partOfApi(path: string, names: readonly string[], defaults: Json = {}): Row {
  return {
    defaults,
    async read(aws, id, properties) {
      const found = await aws.get("apigateway", `${apiPath(properties)}/${path}/${encodeURIComponent(id)}`);
      if (!found) throw new Error(`the API has no ${path} ${id}`);
      return { ApiId: properties.ApiId, ...pick(capitalized(found), ...names) };
    },
  };
}

export const HTTP_API: Rows = {
  "AWS::ApiGatewayV2::Api": {
    read: async (aws, id) => {
      const found = await aws.get("apigateway", `/v2/apis/${id}`);
      if (!found) throw new Error(`there is no API ${id}`);
      return pick(
        capitalized(found),
        "CorsConfiguration",
        "Description",
        "DisableExecuteApiEndpoint",
        "Name",
        "ProtocolType",
      );
    },
    list: async (aws) => listOf(await aws.get("apigateway", "/v2/apis"), "items").map((api) => textOf(api, "apiId")),
  },
  "AWS::ApiGatewayV2::Authorizer": partOfApi("authorizers", [
    "AuthorizerType",
    "IdentitySource",
    "JwtConfiguration",
    "Name",
  ]),
  "AWS::ApiGatewayV2::Integration": partOfApi(
    "integrations",
    ["IntegrationType", "IntegrationUri", "PayloadFormatVersion", "TimeoutInMillis"],
    { TimeoutInMillis: 30_000 },
  ),
  "AWS::ApiGatewayV2::Route": partOfApi("routes", [
    "AuthorizationScopes",
    "AuthorizationType",
    "AuthorizerId",
    "RouteKey",
    "Target",
  ]),
  "AWS::ApiGatewayV2::Stage": partOfApi("stages", [
    "AccessLogSettings",
    "AutoDeploy",
    "DefaultRouteSettings",
    "RouteSettings",
    "StageName",
  ]),
};
