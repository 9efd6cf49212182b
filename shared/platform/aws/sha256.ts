import { createHmac, createSecretKey, hash, type KeyObject } from "node:crypto";

type Bytes = Uint8Array | ArrayBuffer | string;

/** Of keys that the signer keeps: it asks for each with the same object, once a call and for a day. */
const known = new WeakMap<Uint8Array, KeyObject>();

/**
 * SHA-256, and HMAC where a secret is given, as the SDK's signer takes it (its setting `sha256`). Node.js imports a key
 * that is given as bytes at each call, 10 µs of a call's CPU; here each is imported once.
 */
export class Sha256 {
  readonly #secret: KeyObject | string | undefined;
  #text: Bytes = "";

  constructor(secret?: Bytes | ArrayBufferView) {
    this.#secret = typeof secret === "string" || secret === undefined ? secret : keyOf(bytesOf(secret));
  }

  /** The signer gives each text as a whole. */
  update(text: Bytes): void {
    this.#text = this.#text === "" ? text : Buffer.concat([viewOf(this.#text), viewOf(text)]);
  }

  digest(): Promise<Uint8Array> {
    const text = typeof this.#text === "string" ? this.#text : viewOf(this.#text);
    const digest =
      this.#secret === undefined
        ? hash("sha256", text, "buffer")
        : createHmac("sha256", this.#secret).update(text).digest();
    return Promise.resolve(digest);
  }

  reset(): void {
    this.#text = "";
  }
}

function keyOf(secret: Uint8Array): KeyObject {
  const before = known.get(secret);
  if (before) return before;
  const key = createSecretKey(secret);
  known.set(secret, key);
  return key;
}

function bytesOf(secret: ArrayBuffer | ArrayBufferView): Uint8Array {
  if (secret instanceof Uint8Array) return secret;
  return ArrayBuffer.isView(secret)
    ? new Uint8Array(secret.buffer, secret.byteOffset, secret.byteLength)
    : new Uint8Array(secret);
}

function viewOf(bytes: Bytes): Uint8Array {
  if (typeof bytes === "string") return Buffer.from(bytes);
  return bytes instanceof Uint8Array ? bytes : new Uint8Array(bytes);
}
