#!/bin/sh
# The role that the application works as. It owns nothing, so that it cannot switch off what the database checks by itself.
# What it may do with which table is granted after every migration.
set -eu
psql --set=ON_ERROR_STOP=1 --set=password="$COUNTERSIGN_DATABASE_PASSWORD" --username="$POSTGRES_USER" --dbname="$POSTGRES_DB" <<'SQL'
create role countersign_app login password :'password';
grant pg_monitor to countersign_app;
SQL
