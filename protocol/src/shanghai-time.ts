/** China has had no daylight saving since 1991, so a fixed offset is exact for every payment. */
export const SHANGHAI_OFFSET_MS = 8 * 60 * 60 * 1000;

/** Formats an instant as `YYYY-MM-DD HH:mm:ss` in Asia/Shanghai, the protocol's only time form. */
export function formatShanghaiTime(instant: Date): string {
  return new Date(instant.getTime() + SHANGHAI_OFFSET_MS).toISOString().slice(0, 19).replace('T', ' ');
}
