import * as z from "zod";
import { TemplateError } from "./intrinsics.ts";
import type { HttpApiModel, JwtAuthorizerModel, RouteModel } from "./model.ts";
import { notEmulated, propertiesOf, type Resources } from "./resources.ts";

const apiSchema = z.object({
  ProtocolType: z.literal("HTTP", { error: "only HTTP APIs are emulated" }),
  CorsConfiguration: notEmulated("CORS of the HTTP API"),
});

const stageSchema = z.object({ StageName: z.literal("$default", { error: "only the $default stage is emulated" }) });

const integrationSchema = z.object({
  IntegrationType: z.literal("AWS_PROXY", { error: "only Lambda proxy integrations are emulated" }),
  IntegrationUri: z.string(),
  PayloadFormatVersion: z.literal("2.0", { error: "only payload format 2.0 is emulated" }),
  RequestParameters: notEmulated("parameter mapping of integrations"),
});

const authorizerSchema = z.object({
  AuthorizerType: z.literal("JWT", { error: "only JWT authorizers are emulated" }),
  IdentitySource: z.tuple([z.literal("$request.header.Authorization")]),
  JwtConfiguration: z.object({ Issuer: z.string(), Audience: z.array(z.string()) }),
});

const routeSchema = z.object({
  RouteKey: z.string(),
  Target: z.string().startsWith("integrations/"),
  AuthorizationType: z.enum(["NONE", "JWT"]).default("NONE"),
  AuthorizerId: z.string().optional(),
  AuthorizationScopes: z.array(z.string()).default([]),
});

/** The one HTTP API of the app with its routes; undefined in an app without an HTTP API. */
export function httpApiModel(resources: Resources): HttpApiModel | undefined {
  const [api, second] = resources.all("AWS::ApiGatewayV2::Api");
  if (second) throw new TemplateError(`two HTTP APIs (${api?.logicalId}, ${second.logicalId}): only one is emulated`);
  if (!api) return undefined;
  propertiesOf(api, apiSchema);
  for (const stage of resources.all("AWS::ApiGatewayV2::Stage")) propertiesOf(stage, stageSchema);
  return {
    id: api.ref,
    routes: resources.all("AWS::ApiGatewayV2::Route").map((resource) => {
      const route = propertiesOf(resource, routeSchema);
      const integration = resources.named(route.Target.slice("integrations/".length), "AWS::ApiGatewayV2::Integration");
      const { IntegrationUri } = propertiesOf(integration, integrationSchema);
      return {
        ...parseRouteKey(route.RouteKey),
        routeKey: route.RouteKey,
        functionName: resources.named(functionArn(IntegrationUri), "AWS::Lambda::Function").name,
        authorizer: route.AuthorizationType === "JWT" ? authorizer(route.AuthorizerId ?? "", resources) : undefined,
        scopes: route.AuthorizationScopes,
      };
    }),
  };
}

/** The function's ARN, also out of `arn:aws:apigateway:…:path/…/functions/<arn>/invocations`. */
function functionArn(uri: string): string {
  return /\/functions\/(.+)\/invocations$/.exec(uri)?.[1] ?? uri;
}

function authorizer(id: string, resources: Resources): JwtAuthorizerModel {
  const resource = resources.named(id, "AWS::ApiGatewayV2::Authorizer");
  const { JwtConfiguration } = propertiesOf(resource, authorizerSchema);
  return { issuer: JwtConfiguration.Issuer, audience: JwtConfiguration.Audience };
}

function parseRouteKey(key: string): Pick<RouteModel, "method" | "path"> {
  if (key === "$default") return { method: undefined, path: undefined };
  const [method, path] = key.split(" ");
  if (!method || !path?.startsWith("/")) throw new TemplateError(`the route key ${key} is not "METHOD /path"`);
  return { method, path };
}
