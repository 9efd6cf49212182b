import { expect, it } from "vitest";
import { presignGet } from "../../../../shared/adapters/s3/presign.ts";

const credentials = {
  accessKeyId: "AKIAIOSFODNN7EXAMPLE",
  secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
};
const at = Date.parse("2013-05-24T00:00:00Z");
const url = new URL("https://examplebucket.s3.amazonaws.com/test.txt");

it("signs the example of the Amazon S3 API reference as Amazon does", () => {
  expect(presignGet(url, { credentials, region: "us-east-1", at, seconds: 86_400 })).toBe(
    "https://examplebucket.s3.amazonaws.com/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404",
  );
});

it("carries a role's session token, encoded and signed", () => {
  const role = { ...credentials, sessionToken: "a+b/c=(d)" };
  const signed = new URL(presignGet(url, { credentials: role, region: "cn-north-1", at, seconds: 900 }));
  expect(signed.searchParams.get("X-Amz-Security-Token")).toBe("a+b/c=(d)");
  expect(signed.search).toContain("X-Amz-Security-Token=a%2Bb%2Fc%3D%28d%29&");
  expect(signed.searchParams.get("X-Amz-Credential")).toBe("AKIAIOSFODNN7EXAMPLE/20130524/cn-north-1/s3/aws4_request");
});
