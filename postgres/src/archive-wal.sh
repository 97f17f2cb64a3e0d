#!/bin/sh
# Keeps one finished file of PostgreSQL's WAL, compressed, in a folder: whole, on the disk, and never in place of another.
#   archive_command = '/opt/zhixiao-pay/postgres/src/archive-wal.sh "%p" "%f" /var/backups/zhixiao/wal'
set -eu
umask 027
source=$1 kept=$3/$2.gz
part=$3/.$2.$$.part
trap 'rm -f "$part"' EXIT
if [ -e "$kept" ]; then
  # PostgreSQL repeats what it has not seen end
  gzip -dc "$kept" | cmp -s - "$source" && exit 0
  echo "archive-wal: $kept is there already and has another content: is this folder another database's?" >&2
  exit 1
fi
gzip -c "$source" >"$part"
sync "$part"
mv "$part" "$kept"
sync "$3"
