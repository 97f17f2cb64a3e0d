#!/bin/sh
# The database, its two roles (docs/operating.md, "The database") and the one that makes backups, which may do nothing else;
# the postgres image runs this once, on an empty volume.
set -eu
: "${ZHIXIAO_OWNER_PASSWORD:?is needed}" "${ZHIXIAO_APP_PASSWORD:?is needed}" "${ZHIXIAO_BACKUP_PASSWORD:?is needed}"
psql --set=ON_ERROR_STOP=1 --no-psqlrc --username="${POSTGRES_USER:-postgres}" --dbname=postgres <<'SQL'
\getenv owner_password ZHIXIAO_OWNER_PASSWORD
\getenv app_password ZHIXIAO_APP_PASSWORD
\getenv backup_password ZHIXIAO_BACKUP_PASSWORD
create role zhixiao_owner login password :'owner_password';
create role zhixiao_app login password :'app_password';
create role zhixiao_backup login replication password :'backup_password';
create database zhixiao owner zhixiao_owner template template0 encoding 'UTF8'
  locale_provider builtin builtin_locale 'C.UTF-8' lc_collate 'C' lc_ctype 'C';
SQL
# lines for all databases leave out replication
echo 'host replication zhixiao_backup all scram-sha-256' >>"${PGDATA:?is needed}/pg_hba.conf"
