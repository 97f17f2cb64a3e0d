/**
 * Planner settings that make lists read the end of an index instead of sorting. On an SSD a random page costs hardly
 * more than the next one; the default of 4 is for rotating disks. Incremental sort is off because the planner assumes
 * that it stops early, which it does not with rows of one app.
 */
const PLANNER = { random_page_cost: '1.1', enable_incremental_sort: 'off' } as const;

/** The same as a session is told them when it is opened. */
export const PLANNER_OPTIONS = Object.entries(PLANNER)
  .map(([name, value]) => `-c ${name}=${value}`)
  .join(' ');

/**
 * What a session behind a pooler has to have from its role: the pooler opens it, and gives it to a transaction of any
 * connection, so that none may be told anything for longer than its transaction.
 */
export const ROLE_DEFAULTS: Readonly<Record<string, string>> = {
  statement_timeout: '15s',
  idle_in_transaction_session_timeout: '15s',
  ...PLANNER,
};

/** The statements that give a role these; names are quoted already. */
export function roleDefaults(role: string, database: string): string {
  return Object.entries(ROLE_DEFAULTS)
    .map(([name, value]) => `alter role ${role} in database ${database} set ${name} = '${value}';`)
    .join(' ');
}
