import type { HttpEvent } from "../../shared/lambda/http.ts";
import type { HttpResponse } from "../../shared/lambda/problem.ts";

/** What answers a route, by its key as API Gateway gives it: `GET /oauth/{appId}/start`. */
export type Routes = Readonly<Record<string, (event: HttpEvent) => Promise<HttpResponse>>>;
