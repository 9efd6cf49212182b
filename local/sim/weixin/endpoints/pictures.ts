import type { SimFile } from "../answer.ts";

const PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
const JPEG = `${"/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAP"}${"/".repeat(86)}wAALCAABAAEBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAAA//EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAD8AfwD/2Q==`;

/** A picture of a code: one pixel stands for all. */
export const CODE: SimFile = { file: Buffer.from(PNG, "base64"), mediaType: "image/png" };

/** What stands for an uploaded file of a type: the simulator keeps no bytes. */
export function standIn(type: string): SimFile {
  if (type === "voice") return { file: Buffer.from("#!AMR\n"), mediaType: "audio/amr" };
  return { file: Buffer.from(JPEG, "base64"), mediaType: "image/jpeg" };
}
