#!/bin/sh
# Backs up one database for tonight and waits for it. Exit code: the backup's (docs/errors.md of Redoubt); 0 is sealed.
# Where tonight's backup runs already, started by hand or by another host, it follows that one.
set -u
database=${1:?usage: nightly-backup.sh DATABASE}
config=${REDOUBT_CONFIG:-/etc/redoubt/redoubt.yaml}
tonight="nightly/$database/$(date +%F)"

redoubt backup start "$database" --config "$config" --id "$tonight" \
  --deadline "${REDOUBT_DEADLINE:-PT2H}" --policy "${REDOUBT_POLICY:-continue}" --wait
code=$?
# 7, DATABASE_BUSY: tonight's run is under way already. Where it is another run, it answers 7 again.
if [ "$code" -eq 7 ]; then
  redoubt backup watch "$tonight" --config "$config"
  code=$?
fi
exit "$code"
