import { NoSuchKey, type S3Client } from "@aws-sdk/client-s3";
import { describe, expect, it } from "vitest";
import { createS3LargeBodies } from "../../../../shared/adapters/s3/dead-letter-bodies.ts";

/** A client that answers each call by a function of the command's name and input. */
const bodiesBy = (answer: (name: string, input: Record<string, unknown>) => unknown) =>
  createS3LargeBodies({
    bucket: "bodies",
    client: { send: async (command: object) => answer(command.constructor.name, Object(command).input) } as S3Client,
  });
const failingWith = (name: string) =>
  bodiesBy(() => {
    throw Object.assign(new Error(name), { name, $metadata: {} });
  });

describe("large bodies of dead letters in S3", () => {
  it("come back as they were put, and are gone when removed", async () => {
    const objects = new Map<unknown, Uint8Array>();
    const bodies = bodiesBy((name, { Key, Body }) => {
      if (name === "PutObjectCommand") objects.set(Key, Body as Uint8Array);
      if (name === "DeleteObjectCommand") objects.delete(Key);
      if (name !== "GetObjectCommand") return {};
      const found = objects.get(Key);
      if (!found) throw new NoSuchKey({ message: "NoSuchKey", $metadata: {} });
      const text = Buffer.from(found).toString();
      return { Body: { transformToString: async () => text, transformToByteArray: async () => found } };
    });
    await bodies.put("dead/1", "一段正文");
    expect(await bodies.get("dead/1")).toBe("一段正文");
    await bodies.remove("dead/1");
    expect(await bodies.get("dead/1")).toBeUndefined();
  });

  it("say what failed where S3 does", async () => {
    const bodies = failingWith("SlowDown");
    await expect(bodies.put("dead/1", "x")).rejects.toThrow("could not be written");
    await expect(bodies.get("dead/1")).rejects.toMatchObject({ name: "AppError" });
    await expect(bodies.remove("dead/1")).rejects.toThrow("could not be removed");
  });
});
