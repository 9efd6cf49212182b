import {
  type HttpApi,
  HttpIntegrationType,
  type HttpMethod,
  type HttpRoute,
  HttpRouteIntegration,
  type HttpRouteIntegrationConfig,
  type IHttpRouteAuthorizer,
  PayloadFormatVersion,
} from "aws-cdk-lib/aws-apigatewayv2";
import { ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { Validations } from "aws-cdk-lib/core";
import type { Construct } from "constructs";
import { FleetFunction, type FleetFunctionProps } from "./fleet-function.ts";

export type HttpRoutes = {
  readonly path: string;
  readonly methods: HttpMethod[];
  /** Who may call: operators whom the authorizer lets in, or everyone for the given reason and up to a rate. */
  readonly access:
    | { readonly authorizer: IHttpRouteAuthorizer }
    | { readonly publicBecause: string; readonly upTo: RouteRate };
};

/** Requests a second, and how many more may come at once. Beyond it API Gateway answers 429 and calls no function. */
export type RouteRate = { readonly perSecond: number; readonly burst: number };

export type LimitedRoute = { readonly route: HttpRoute; readonly key: string; readonly rate: RouteRate };

export type HttpFunctionProps = FleetFunctionProps & {
  readonly api: HttpApi;
  readonly routes: readonly HttpRoutes[];
};

/** A function behind routes of the HTTP API, called with payload format 2.0. */
export class HttpFunction extends FleetFunction {
  /** The public routes, for the stage to limit. */
  readonly limited: readonly LimitedRoute[];

  constructor(scope: Construct, id: string, props: HttpFunctionProps) {
    super(scope, id, props);
    const { api } = props;
    this.lambda.addPermission("HttpApiPermission", {
      principal: new ServicePrincipal("apigateway.amazonaws.com"),
      sourceArn: api.arnForExecuteApi("*", "/*", "*"),
    });
    const integration = new FunctionIntegration(this);
    this.limited = props.routes.flatMap(({ path, methods, access }) => {
      const isPublic = "publicBecause" in access;
      const authorizer = isPublic ? {} : { authorizer: access.authorizer };
      const routes = api.addRoutes({ path, methods, integration, ...authorizer });
      if (!isPublic) return [];
      return routes.map((route, at) => {
        Validations.of(route).acknowledge({ id: "AwsSolutions-APIG4", reason: access.publicBecause });
        return { route, key: `${methods[at]} ${path}`, rate: access.upTo };
      });
    });
  }
}

/** CDK's own integration makes a permission for each route and names it by a hash. One per function says the same. */
class FunctionIntegration extends HttpRouteIntegration {
  readonly #target: FleetFunction;

  constructor(target: FleetFunction) {
    super("Integration");
    this.#target = target;
  }

  bind(): HttpRouteIntegrationConfig {
    return {
      type: HttpIntegrationType.AWS_PROXY,
      payloadFormatVersion: PayloadFormatVersion.VERSION_2_0,
      uri: this.#target.lambda.functionArn,
    };
  }
}
