import { readdir } from 'node:fs/promises';
import { errorCode } from './property-of.ts';

/** The names in a folder; none where there is no such folder. */
export async function namesInFolder(path: string): Promise<string[]> {
  return readdir(path).catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  });
}
