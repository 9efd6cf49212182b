/** One receive of one message. */
export type Receipt = { queueId: number; seq: number; receiveCount: number };

const FORM = /^(\d{1,15}):(\d{1,15}):(\d{1,15})$/;

/** The opaque text that stands for one receive; every receive of a message has another one. */
export function encodeReceiptHandle(receipt: Receipt): string {
  return Buffer.from(`${receipt.queueId}:${receipt.seq}:${receipt.receiveCount}`, "latin1").toString("base64");
}

/** Undefined for a text that no receive ever gave out. */
export function decodeReceiptHandle(handle: string): Receipt | undefined {
  const found = FORM.exec(Buffer.from(handle, "base64").toString("latin1"));
  if (!found) return undefined;
  return { queueId: Number(found[1]), seq: Number(found[2]), receiveCount: Number(found[3]) };
}
