import { AwsError } from "../service.ts";

/** No engine checks the signature, but each wants one to be there. */
const AUTHORIZATION =
  "AWS4-HMAC-SHA256 Credential=local/20200101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=local";

/** Calls one DynamoDB action at `endpoint`; throws `AwsError` with the engine's code for what it refuses. */
export async function callDynamo(endpoint: string, action: string, input: object): Promise<unknown> {
  const response = await fetch(endpoint, {
    method: "POST",
    headers: {
      "x-amz-target": `DynamoDB_20120810.${action}`,
      "content-type": "application/x-amz-json-1.0",
      "x-amz-date": "20200101T000000Z",
      authorization: AUTHORIZATION,
    },
    body: JSON.stringify(input),
  });
  const body: unknown = await response.json();
  if (response.ok) return body;
  const { __type: type, message } = { __type: "InternalFailure", message: "", ...(body as object) };
  throw new AwsError(String(type).replace(/^.*#/, ""), String(message), { status: response.status });
}
