# Starts a PostgreSQL server of its own, reached by a socket in a new folder, and stops it at the end of the shell.
# Exports ASSISTANT_TEST_POSTGRES. Works as root (the server then runs as the user postgres) and as anybody else.

postgres_bin() {
  local folder
  for folder in "$(pg_config --bindir 2>/dev/null || true)" /usr/lib/postgresql/*/bin /usr/pgsql-*/bin /opt/homebrew/opt/postgresql*/bin; do
    if [ -x "$folder/initdb" ] && [ -x "$folder/pg_ctl" ]; then echo "$folder"; return 0; fi
  done
  return 1
}

install_postgres() {
  command -v apt-get >/dev/null || return 1
  local as_root=()
  if [ "$(id -u)" != 0 ]; then
    sudo -n true 2>/dev/null || return 1
    as_root=(sudo -n)
  fi
  echo "installing PostgreSQL for the tests" >&2
  local log; log=$(mktemp)
  { "${as_root[@]}" apt-get update -q && "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
      apt-get install -y -q --no-install-recommends postgresql; } >"$log" 2>&1 || { tail -3 "$log" >&2; return 1; }
}

start_postgres() {
  POSTGRES_WHY="it is not installed, and apt cannot install it"
  postgres_bin >/dev/null || install_postgres || return 1
  POSTGRES_BIN=$(postgres_bin) || return 1
  POSTGRES_WHY="the server did not start"
  POSTGRES_DIR=$(mktemp -d /tmp/assistant-postgres.XXXXXX) || return 1
  POSTGRES_AS=()
  if [ "$(id -u)" = 0 ]; then
    id postgres >/dev/null 2>&1 || useradd --system postgres || return 1
    chown postgres "$POSTGRES_DIR"
    POSTGRES_AS=(runuser -u postgres --)
  fi
  trap stop_postgres EXIT
  (cd / && "${POSTGRES_AS[@]}" "$POSTGRES_BIN/initdb" -D "$POSTGRES_DIR/data" -U postgres -A trust -E UTF8 --no-sync >/dev/null) || return 1
  chmod 755 "$POSTGRES_DIR"
  # Tests need neither the network nor safety from power cuts.
  (cd / && "${POSTGRES_AS[@]}" "$POSTGRES_BIN/pg_ctl" -D "$POSTGRES_DIR/data" -w -t 60 -l "$POSTGRES_DIR/log" \
    -o "-c listen_addresses='' -c unix_socket_directories='$POSTGRES_DIR' -c fsync=off -c max_connections=60" start >/dev/null) || return 1
  export ASSISTANT_TEST_POSTGRES="postgresql+psycopg://postgres@/postgres?host=$POSTGRES_DIR"
}

stop_postgres() {
  (cd / && "${POSTGRES_AS[@]}" "$POSTGRES_BIN/pg_ctl" -D "$POSTGRES_DIR/data" -m immediate stop >/dev/null 2>&1) || true
  rm -rf "$POSTGRES_DIR"
}
