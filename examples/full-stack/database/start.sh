#!/usr/bin/env bash
# Makes the cluster, its user and its tables at the first start, then becomes the server.
set -euo pipefail

as_postgres() { setpriv --reuid postgres --regid postgres --init-groups "$@"; }

if [ ! -e "$PGDATA/made" ]; then
  rm -rf "$PGDATA"   # what a first start left that was interrupted
  install -d -o postgres -g postgres -m 700 "$PGDATA"
  # The secret may be root's alone to read, so initdb gets it on a descriptor.
  as_postgres initdb --username app --pwfile /dev/stdin --auth-local trust --auth-host scram-sha-256 \
    --encoding UTF8 --locale C.UTF-8 <"$DATABASE_PASSWORD_FILE" >/dev/null
  echo 'host all all all scram-sha-256' >>"$PGDATA/pg_hba.conf"
  as_postgres pg_ctl --wait --silent --options '-c listen_addresses=' start >/dev/null
  as_postgres createdb --username app "$DATABASE_NAME"
  as_postgres psql --quiet --username app --dbname "$DATABASE_NAME" --file /usr/local/share/schema.sql
  as_postgres pg_ctl --wait --silent stop
  touch "$PGDATA/made"
fi

exec setpriv --reuid postgres --regid postgres --init-groups postgres -c 'listen_addresses=*'
