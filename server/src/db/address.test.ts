import { expect, test } from 'vitest';
import { DatabaseUrlError, databaseHosts, placesIn } from './address.ts';

/** Host, port, database and user of each, as the driver would use them. */
const read = (url: string) =>
  databaseHosts(url).map((one) => {
    const parsed = new URL(one);
    return [
      parsed.searchParams.get('host') ?? '',
      parsed.searchParams.get('port') ?? '',
      parsed.pathname,
      parsed.username,
    ].join(' ');
  });

test.each([
  ['postgres://u:p@db.example:5433/zhixiao', ['db.example 5433 /zhixiao u']],
  ['postgresql://u:p@db.example/zhixiao', ['db.example  /zhixiao u']],
  ['postgres://u:p@a:5432,b:5433/zhixiao', ['a 5432 /zhixiao u', 'b 5433 /zhixiao u']],
  ['postgres://u:p@a,b,c/z?target_session_attrs=read-write', ['a  /z u', 'b  /z u', 'c  /z u']],
  ['postgres://u:p@a:1,b:2/z?target_session_attrs=any&sslmode=disable', ['a 1 /z u', 'b 2 /z u']],
  ['postgres://u:p@a,b/z?target_session_attrs=primary&load_balance_hosts=random', ['a  /z u', 'b  /z u']],
  ['postgres://u:p@[::1]:5432,[fe80::2]/z', ['::1 5432 /z u', 'fe80::2  /z u']],
  ['postgres://u:p@/z?host=a,b&port=5432', ['a 5432 /z u', 'b 5432 /z u']],
  ['postgres:///z?host=a,b&port=5432,5433&user=u', ['a 5432 /z ', 'b 5433 /z ']],
  ['postgres://u:p@a,b/z?port=1,2', ['a 1 /z u', 'b 2 /z u']],
  ['postgres://u:p@/z?host=/var/run/postgresql', ['/var/run/postgresql  /z u']],
  ['postgres://u:p@%2Fvar%2Frun%2Fpostgresql/z', ['/var/run/postgresql  /z u']],
  ['postgres://u@a', ['a   u']],
])('%s', (url, hosts) => {
  expect(read(url)).toEqual(hosts);
});

test('what is no host’s stays, what is only ours goes', () => {
  const [one = '', two = ''] = databaseHosts(
    'postgres://u:p%40ss@a,b/z?sslmode=disable&target_session_attrs=read-write&client_encoding=UTF8',
  );
  for (const url of [one, two]) {
    const { searchParams, password } = new URL(url);
    expect(password).toBe('p%40ss');
    expect(Object.fromEntries(searchParams)).toMatchObject({ sslmode: 'disable', client_encoding: 'UTF8' });
    expect(searchParams.has('target_session_attrs')).toBe(false);
  }
});

test.each([
  ['mysql://x', 'must begin with'],
  ['postgres://u:secret@a:b:c/z', 'port'],
  ['postgres://u:secret@a:0/z', 'port'],
  ['postgres://u:secret@a:65536,b/z', 'port'],
  ['postgres://u:secret@a,b/z?port=1,2,3', 'more or fewer ports'],
  ['postgres://u:secret@a,b/z?target_session_attrs=read-only', 'the server writes'],
  ['postgres://u:secret@a,b/z?target_session_attrs=prefer-standby', 'the server writes'],
  ['postgres://u:secret@a,b/z?target_session_attrs=master', 'is unknown'],
  ['postgres://u:secret@a/z?sslrootcert=/no/such/file', 'cannot be read'],
])('%s is refused in a line without the password', (url, why) => {
  const read = () => databaseHosts(url);
  expect(read).toThrow(DatabaseUrlError);
  expect(read).toThrow(why);
  expect(read).not.toThrow('secret');
  expect(read).not.toThrow('\n');
});

test.each([
  ['postgres://user:se@cret@10.0.0.1:6432/x', '10.0.0.1:6432'],
  ['postgres://user:secret@a,b:6433/x?target_session_attrs=read-write', 'a:5432, b:6433'],
  ['postgres://user:secret@[::1]:7/x', '[::1]:7'],
  ['postgres:///x?host=/run/postgresql', '/run/postgresql:5432'],
])('what a person reads of %s is where it leads', (url, places) => {
  expect(placesIn(url)).toBe(places);
});
