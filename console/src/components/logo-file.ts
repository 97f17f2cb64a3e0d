import { base64Of } from './base64.ts';

/** What the server keeps at most, with room for its own way of writing a PNG. */
const WANTED_BYTES = 48 * 1024;
/** A picture is drawn as large as it is useful, and smaller until it is small enough. Px. */
const SIDES = [480, 360, 240, 160, 96];
const SIGNATURES: readonly (readonly [at: number, bytes: string])[] = [
  [0, '\x89PNG'],
  [0, '\xff\xd8\xff'],
  [8, 'WEBP'],
];
const FILE_MAX_BYTES = 10 * 1024 * 1024;

/**
 * A chosen PNG, JPEG or WebP as a small PNG in base64. This browser decodes it, in its own sandbox, and draws it anew: of
 * the file nothing leaves but its picture. Undefined: it is no picture of these kinds, or too large.
 */
export async function logoOf(file: File): Promise<string | undefined> {
  const start = String.fromCharCode(...new Uint8Array(await file.slice(0, 12).arrayBuffer()));
  const isKnown = SIGNATURES.some(([at, bytes]) => start.startsWith(bytes, at));
  if (!isKnown || file.size > FILE_MAX_BYTES) return undefined;
  try {
    const picture = await createImageBitmap(file);
    for (const side of SIDES) {
      const png = await drawn(picture, side);
      if (png.size <= WANTED_BYTES) return await base64Of(png);
    }
  } catch {
    // damaged, or more pixels than this browser decodes
  }
  return undefined;
}

async function drawn(picture: ImageBitmap, side: number): Promise<Blob> {
  const scale = Math.min(1, side / Math.max(picture.width, picture.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  const context = canvas.getContext('2d');
  if (context) context.imageSmoothingQuality = 'high';
  context?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('not drawn'))), 'image/png');
  });
}
