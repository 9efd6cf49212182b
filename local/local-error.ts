/** Something about this machine or folder that a person has to change; its message is one line that says what. */
export class LocalError extends Error {
  override name = "LocalError";
}
