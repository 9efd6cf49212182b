import { appendFileSync, mkdirSync, renameSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { metFullDisk, ROOM_PAUSE_MS } from "../../full-disk.ts";

export type LogFile = {
  /** Adds a line; it reaches the disk a moment later. A full disk keeps lines waiting, and the oldest of many are lost. */
  line(text: string): void;
  flush(): void;
};

const FLUSH_MS = 250;
const FLUSH_CHARS = 1 << 20;

/** A log file that keeps `maxBytes` and, beside it as `<path>.1`, as much again of what was before. */
export function createLogFile(path: string, maxBytes = 5 << 20): LogFile {
  mkdirSync(dirname(path), { recursive: true });
  let size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  let pending = "";
  let timer: NodeJS.Timeout | undefined;
  let waitsForRoom = false;

  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    if (pending === "") return;
    const text = pending;
    pending = "";
    try {
      if (size > maxBytes) {
        renameSync(path, `${path}.1`);
        size = 0;
      }
      appendFileSync(path, text);
      size += Buffer.byteLength(text);
      waitsForRoom = false;
    } catch (error) {
      if (!metFullDisk(error)) throw error;
      waitsForRoom = true;
      pending = text.slice(-FLUSH_CHARS);
      timer = setTimeout(flush, ROOM_PAUSE_MS).unref();
    }
  }

  return {
    line(text) {
      pending += `${text}\n`;
      if (pending.length > 2 * FLUSH_CHARS) pending = pending.slice(-FLUSH_CHARS);
      if (pending.length > FLUSH_CHARS && !waitsForRoom) flush();
      else timer ??= setTimeout(flush, FLUSH_MS).unref();
    },
    flush,
  };
}
