import { argv } from 'node:process';
import { startEmbeddedPostgres } from '@zhixiao/postgres';

// A program that starts the server of the folder it is given, reports it and then stays until killed.
const { url, adopted } = await startEmbeddedPostgres({ dataDir: argv[2] ?? '' });
console.log(JSON.stringify({ url, adopted }));
setInterval(() => undefined, 60_000);
