/** Settings of the server by their names. */
export type ServerSettings = Readonly<Record<string, string | number>>;

// Durability stays as PostgreSQL ships it. No statement, no key value and no password reaches the log.
const ALWAYS: ServerSettings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  password_encryption: 'scram-sha-256',
  shared_buffers: '128MB',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_min_messages: 'log',
  log_min_error_statement: 'panic',
  log_checkpoints: 'off',
};

const PLAIN = /^[\w.,:/-]*$/;

/** Settings of a start, those of every start included, as words that `pg_ctl -o` hands to a shell. */
export function optionsOf(settings: ServerSettings): string {
  return Object.entries({ ...ALWAYS, ...settings })
    .map(([name, value]) => `-c ${name}=${word(String(value))}`)
    .join(' ');
}

function word(text: string): string {
  return PLAIN.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
