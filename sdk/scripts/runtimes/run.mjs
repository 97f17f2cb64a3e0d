import { readFileSync } from 'node:fs';
import * as sdk from '@zhixiao/sdk';
import { smoke } from './smoke.mjs';

console.log((await smoke(sdk, JSON.parse(readFileSync('input.json', 'utf8')))).join(' '));
