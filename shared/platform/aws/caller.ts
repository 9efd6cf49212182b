import type { InvokeStoreBase } from "@aws/lambda-invoke-store";
import { SignatureV4 } from "@smithy/signature-v4";
import { withBase64, withBytes } from "./binary.ts";
import { type Credentials, roleCredentials } from "./credentials.ts";
import { type Endpoint, endpointAt, endpointOf } from "./endpoint.ts";
import { createPostBody, type HttpAnswer, type Timeouts } from "./http.ts";
import { createRepeated } from "./repeated.ts";
import type { Service } from "./service.ts";
import { serviceErrorOf } from "./service-error.ts";
import { Sha256 } from "./sha256.ts";
import { createSkewedClock } from "./skewed-clock.ts";

/** Settings by the names that the SDK has for them. What is left out comes from the environment. */
export type CallerConfig = {
  readonly maxAttempts?: number;
  readonly requestHandler?: Timeouts;
  readonly region?: string;
  /** A URL. */
  readonly endpoint?: string;
  readonly credentials?: Awaited<ReturnType<Credentials>>;
};

/** Calls an action of a service; throws what the service refuses as an error with the SDK's name for it. */
export type Call = (action: string, input: object) => Promise<unknown>;

/** Calls a service by JSON over HTTP(S) with kept connections, signed by Signature Version 4. */
export function createCall(service: Service, config: CallerConfig = {}, env = process.env): Call {
  const region = config.region ?? env.AWS_REGION ?? "";
  const endpoint = config.endpoint ? endpointAt(config.endpoint) : endpointOf(service, region, env);
  const { credentials } = config;
  const post = createPostBody(endpoint, config.requestHandler ?? {});
  const clock = createSkewedClock();
  const repeated = createRepeated(config.maxAttempts ?? 3, service.retryDelay);
  const signer = new SignatureV4({
    service: service.signingName,
    region,
    credentials: credentials ? () => Promise.resolve(credentials) : roleCredentials(env),
    sha256: Sha256,
    applyChecksum: false,
  });

  async function attempt(headers: Record<string, string>, body: string): Promise<unknown> {
    const signedWith = clock.offset();
    const request = { ...endpoint, method: "POST", query: {}, headers, body };
    const signed = await signer.sign(request, { signingDate: clock.now() });
    const answer = await post(signed.headers, body);
    const wasWrong = clock.learn(answer.headers.date, signedWith);
    const content = contentOf(answer);
    if (answer.status < 300) return content;
    const error = serviceErrorOf(answer, content);
    if (wasWrong) Object.assign(Reflect.get(error, "$metadata"), { clockSkewCorrected: true });
    throw error;
  }

  return (action, input) => {
    const body = JSON.stringify(withBase64(input));
    const headers = { ...headersOf(service, action, endpoint, body), ...lineageOf(env) };
    return repeated(() => attempt(headers, body));
  };
}

function headersOf({ target, jsonVersion }: Service, action: string, { hostname, port }: Endpoint, body: string) {
  return {
    host: port ? `${hostname}:${port}` : hostname,
    "content-type": `application/x-amz-json-${jsonVersion}`,
    "content-length": String(Buffer.byteLength(body)),
    "x-amz-target": `${target}.${action}`,
  };
}

/** The chain of invocations that a call belongs to: Lambda finds loops by it. */
function lineageOf(env: NodeJS.ProcessEnv): Record<string, string> {
  if (!env.AWS_LAMBDA_FUNCTION_NAME) return {};
  // Lambda's runtime keeps a store for each invocation, where a process carries out several at once.
  const store: InvokeStoreBase | undefined = globalThis.awslambda?.InvokeStore;
  const traceId = store?.getXRayTraceId() ?? env._X_AMZN_TRACE_ID;
  return traceId ? { "X-Amzn-Trace-Id": traceId } : {};
}

/** Something on the way, such as a proxy, may answer an error with what is no JSON. */
function contentOf({ status, text }: HttpAnswer): unknown {
  if (text === "") return {};
  try {
    return withBytes(JSON.parse(text), text);
  } catch (error) {
    if (status < 300) throw error;
    return {};
  }
}
