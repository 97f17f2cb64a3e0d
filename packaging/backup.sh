#!/bin/sh
# Dumps the database into BACKUP_DIR, and removes dumps older than BACKUP_KEEP_DAYS (30) once the new one is whole.
# Which database: PGHOST, PGPORT, PGUSER (the role that owns the tables), PGPASSWORD, PGDATABASE. With
# BACKUP_EVERY_SECONDS it goes on for ever. MASTER_KEY is not in a dump: keep it apart, or the dump opens nothing.
set -eu
umask 077
: "${BACKUP_DIR:?is needed}" "${PGHOST:?is needed}" "${PGUSER:?is needed}" "${PGDATABASE:?is needed}"

trap 'rm -f "$BACKUP_DIR"/zhixiao-*.part' EXIT
while :; do
  dump=$BACKUP_DIR/zhixiao-$(date -u +%Y%m%dT%H%M%SZ).dump
  pg_dump --format=custom --no-password --file="$dump.part"
  # a dump that cannot be read must not take the place of one that can
  pg_restore --list "$dump.part" >/dev/null
  sync
  mv "$dump.part" "$dump"
  find "$BACKUP_DIR" -maxdepth 1 -name 'zhixiao-*.dump' -mtime "+${BACKUP_KEEP_DAYS:-30}" -delete
  echo "backup: $dump, $(wc -c <"$dump") bytes"
  [ -n "${BACKUP_EVERY_SECONDS-}" ] || exit 0
  sleep "$BACKUP_EVERY_SECONDS"
done
