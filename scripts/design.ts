import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { customProperties } from '../contract/src/design/custom-properties.ts';

// the tokens as the front ends take them
await writeFile(join(import.meta.dirname, '../contract/src/design/tokens.css'), customProperties());
