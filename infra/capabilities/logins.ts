import { HttpMethod } from "aws-cdk-lib/aws-apigatewayv2";
import type { Construct } from "constructs";
import { ENV, TIMEOUTS } from "../../shared/names.ts";
import { VISITOR_RATE } from "../constructs/front-door.ts";
import { onRows } from "../constructs/functions/grants.ts";
import { HttpFunction } from "../constructs/functions/http.ts";
import { defineCapability, type Fleet } from "./capability.ts";

/** The page with a login's QR code. The login itself is the account worker's. */
export const logins = defineCapability({
  functions: (scope: Construct, { common, api, stateful }: Fleet<never>) => {
    const loginPage = new HttpFunction(scope, "LoginPage", {
      ...common,
      name: "login-page",
      description: "Shows the code of a login to whoever has its link",
      timeout: TIMEOUTS.loginPage,
      api,
      routes: [
        {
          path: "/login/{appId}/{key}",
          methods: [HttpMethod.GET],
          access: {
            publicBecause:
              "Who scans has a phone and no token: the function compares the key in the path, which is good for minutes.",
            upTo: VISITOR_RATE,
          },
        },
      ],
      grants: [onRows(stateful.state, ENV.stateTable, "login#", ["GetItem"])],
    });
    return { loginPage };
  },
});
