/** An item as DynamoDB's JSON protocol writes it. */
type Item = Readonly<Record<string, unknown>>;

/** Bytes of a write unit. Source: "DynamoDB read and write operations" in the DynamoDB developer guide. */
const WRITE_UNIT_BYTES = 1024;

/**
 * Write units that a write costs whose condition failed: those of the item that is there, and 1 where there is no item.
 * Source: "Condition expressions" and "Write operations consumption" in the DynamoDB developer guide.
 */
export function failedWriteUnits(present: Item | undefined): number {
  return Math.max(1, Math.ceil(itemBytes(present ?? {}) / WRITE_UNIT_BYTES));
}

/** Source: "DynamoDB item sizes and formats" in the DynamoDB developer guide. */
function itemBytes(item: Item): number {
  return Object.entries(item).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + valueBytes(value), 0);
}

/** Bytes of a list or a map beside its members, and of each member beside its value. */
const CONTAINER_BYTES = 3;
const MEMBER_BYTES = 1;

function valueBytes(value: unknown): number {
  const [type, content] = Object.entries(Object(value))[0] ?? [];
  const size = type === undefined ? undefined : SIZES[type];
  return size ? size(content) : 1;
}

const SIZES: Readonly<Record<string, (content: unknown) => number>> = {
  S: (text) => Buffer.byteLength(String(text)),
  // Two digits a byte, and one byte more.
  N: (number) => Math.ceil(String(number).replace(/\D/g, "").length / 2) + 1,
  B: (binary) => (binary instanceof Uint8Array ? binary.byteLength : Buffer.byteLength(String(binary), "base64")),
  SS: (texts) => sum(texts, (text) => Buffer.byteLength(String(text))),
  NS: (numbers) => sum(numbers, (number) => valueBytes({ N: number })),
  BS: (binaries) => sum(binaries, (binary) => valueBytes({ B: binary })),
  L: (values) => CONTAINER_BYTES + sum(values, (value) => MEMBER_BYTES + valueBytes(value)),
  M: (item) => CONTAINER_BYTES + Object.keys(Object(item)).length * MEMBER_BYTES + itemBytes(Object(item)),
};

function sum(values: unknown, size: (value: unknown) => number): number {
  return Array.isArray(values) ? values.reduce((total: number, value) => total + size(value), 0) : 0;
}
