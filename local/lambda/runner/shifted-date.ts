/**
 * Replaces the global `Date` by one that is ahead of the machine's clock; returns how to set the offset (milliseconds).
 * Bundles stay as they are deployed: they meet the shifted time wherever they read it.
 */
export function installShiftedDate(initialOffset: number): (offset: number) => void {
  const RealDate = Date;
  let offset = initialOffset;
  const now = () => RealDate.now() + offset;

  function ShiftedDate(...parts: unknown[]): Date | string {
    if (!new.target) return new RealDate(now()).toString();
    return Reflect.construct(RealDate, parts.length === 0 ? [now()] : parts, new.target);
  }
  ShiftedDate.prototype = RealDate.prototype;
  Object.setPrototypeOf(ShiftedDate, RealDate);
  Object.defineProperties(ShiftedDate, {
    name: { value: "Date" },
    length: { value: RealDate.length },
    now: { value: now, writable: true, configurable: true },
  });
  Object.defineProperty(RealDate.prototype, "constructor", {
    value: ShiftedDate,
    writable: true,
    configurable: true,
  });
  Object.defineProperty(globalThis, "Date", { value: ShiftedDate, writable: true, configurable: true });
  return (next) => {
    offset = next;
  };
}
