/** Twenty digits as AWS gives them; they sort like the numbers, and grow with every send. */
export const sequenceNumber = (seq: number): string => `18850${String(seq).padStart(15, "0")}`;
