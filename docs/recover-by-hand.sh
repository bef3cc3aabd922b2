#!/usr/bin/env bash
# Brings a Redoubt backup back from one region with nothing of Redoubt: docs/recover-by-hand.md says what each step is.
# Needs bash, age, zstd, jq, sha256sum, ssh-keygen, and curl (7.75 or later) or the aws CLI.
set -euo pipefail

usage() {
  cat <<'TEXT'
usage: recover-by-hand.sh --endpoint URL --region NAME --bucket BUCKET [--prefix PREFIX] --database NAME
                          [--backup ID] --identity FILE --allowed-signers FILE --to DIR [--client curl|aws]
       recover-by-hand.sh … --list        lists the backups that are there

Credentials come from AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and, if there is one, AWS_SESSION_TOKEN.
Without --backup the newest backup is taken.
TEXT
}

die() {
  echo "recover-by-hand: $*" >&2
  exit 1
}

endpoint='' region='' bucket='' prefix='' database='' backup='' identity='' signers='' to='' client='' list=no
while [ $# -gt 0 ]; do
  case $1 in
    --help | -h) usage; exit 0 ;;
    --list) list=yes; shift; continue ;;
  esac
  [ $# -ge 2 ] || die "$1 needs a value (see --help)"
  case $1 in
    --endpoint) endpoint=${2%/} ;;
    --region) region=$2 ;;
    --bucket) bucket=$2 ;;
    --prefix) prefix=${2%/} ;;
    --database) database=$2 ;;
    --backup) backup=$2 ;;
    --identity) identity=$2 ;;
    --allowed-signers) signers=$2 ;;
    --to) to=$2 ;;
    --client) client=$2 ;;
    *) die "unknown option $1 (see --help)" ;;
  esac
  shift 2
done
for needed in endpoint region bucket database; do
  [ -n "${!needed}" ] || die "--$needed is missing (see --help)"
done
: "${AWS_ACCESS_KEY_ID:?is not set}" "${AWS_SECRET_ACCESS_KEY:?is not set}"
if [ -z "$client" ]; then
  if command -v curl >/dev/null; then client=curl; else client=aws; fi
fi
for tool in "$client" age zstd jq sha256sum ssh-keygen; do
  command -v "$tool" >/dev/null || die "$tool is not installed"
done

root=${prefix:+$prefix/}$database
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Signed requests with curl alone. The secret goes in by a pipe: a command line can be read by others.
s3_curl() {
  local options="user = \"$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY\""
  if [ -n "${AWS_SESSION_TOKEN:-}" ]; then
    options+=$'\n'"header = \"x-amz-security-token: $AWS_SESSION_TOKEN\""
  fi
  curl --config - --silent --show-error --fail --retry 3 --aws-sigv4 "aws:amz:$region:s3" \
    --header 'x-amz-content-sha256: UNSIGNED-PAYLOAD' "$@" <<<"$options"
}

fetch() { # key, file
  if [ "$client" = aws ]; then
    aws --endpoint-url "$endpoint" --region "$region" s3 cp --quiet "s3://$bucket/$1" "$2" || die "cannot get $1"
  else
    s3_curl --output "$2" "$endpoint/$bucket/$1" || die "cannot get $1"
  fi
}

list_backups() {
  local found
  if [ "$client" = aws ]; then
    found=$(aws --endpoint-url "$endpoint" --region "$region" s3 ls "s3://$bucket/$root/manifests/") || die 'cannot list'
  else
    # A page has 1000 keys, two a backup; each next page begins after the last key of the one before.
    local page after=''
    found=''
    while :; do
      page=$(s3_curl "$endpoint/$bucket?list-type=2&prefix=$(jq -rn --arg p "$root/manifests/" '$p|@uri')${after:+&start-after=$after}") ||
        die 'cannot list'
      found+=$(grep -o '<Key>[^<]*' <<<"$page" || true)$'\n'
      grep -q '<IsTruncated>true' <<<"$page" || break
      after=$(grep -o '<Key>[^<]*' <<<"$page" | tail -n 1 | sed 's/<Key>//' | jq -Rr '@uri')
    done
  fi
  grep -oE '[0-9]{8}T[0-9]{6}Z-[0-9a-f]{6}\.json$' <<<"$found" | sed 's/\.json$//' | sort -u || true
}

# The file has this SHA-256, or nothing goes on.
check() { # file, digest, what
  local found
  found=$(sha256sum <"$1" | cut -d ' ' -f 1)
  [ "$found" = "$2" ] || die "$3 is damaged: its SHA-256 is $found, not $2"
}

if [ "$list" = yes ]; then
  list_backups
  exit 0
fi
for needed in identity signers to; do
  [ -n "${!needed}" ] || die "--${needed/signers/allowed-signers} is missing (see --help)"
done
[ -r "$identity" ] || die "the identity file $identity cannot be read"
[ -r "$signers" ] || die "the allowed-signers file $signers cannot be read"
[ -n "$backup" ] || backup=$(list_backups | tail -n 1)
[ -n "$backup" ] || die "there is no backup of $database"
mkdir -p "$to"
[ -z "$(ls -A "$to")" ] || die "$to is not empty"

# 1. The manifest, and who signed it.
fetch "$root/manifests/$backup.json" "$work/manifest.json"
fetch "$root/manifests/$backup.json.sig" "$work/manifest.sig"
ssh-keygen -Y verify -f "$signers" -I redoubt -n redoubt-backup -s "$work/manifest.sig" <"$work/manifest.json" >&2 ||
  die 'the signature of the manifest is not by an allowed signer'
jq -e --arg id "$backup" --arg db "$database" \
  '.format == "redoubt-backup" and .version == 1 and .backupId == $id and .database == $db' \
  "$work/manifest.json" >/dev/null || die "this is not a manifest of version 1 of $database $backup"

# 2. Each file: its object, its indexes, its parts in their order.
restore_file() { # key, digest, size, name
  local key=$1 digest=$2 size=$3 name=$4 index index_digest part part_digest sealed_digest
  case $name in
    '' | .* | */* | *\\*) die "the manifest names a file '$name'" ;;
  esac
  fetch "$root/backups/$backup/$key" "$work/file.json"
  check "$work/file.json" "$digest" "$key"
  jq -e '.version == 1' "$work/file.json" >/dev/null || die "$key is not of version 1"
  : >"$to/$name.partial"
  while IFS=$'\t' read -r index index_digest; do
    fetch "$root/backups/$backup/$index" "$work/index.ndjson"
    check "$work/index.ndjson" "$index_digest" "$index"
    while IFS=$'\t' read -r part sealed_digest part_digest; do
      fetch "$root/backups/$backup/$part" "$work/part.sealed"
      check "$work/part.sealed" "$sealed_digest" "$part"
      age --decrypt -i "$identity" <"$work/part.sealed" | zstd -q -d -c >"$work/part.plain" || die "$part cannot be opened"
      check "$work/part.plain" "$part_digest" "the plain part of $part"
      cat "$work/part.plain" >>"$to/$name.partial"
    done < <(jq -r '[.key, .sealedSha256, .sha256] | @tsv' "$work/index.ndjson")
  done < <(jq -r '.batches | sort_by(.firstPart) | .[] | [.key, .sha256] | @tsv' "$work/file.json")
  [ "$(wc -c <"$to/$name.partial")" -eq "$size" ] || die "$name has another size than the manifest says"
  mv "$to/$name.partial" "$to/$name"
  echo "$to/$name"
}

while IFS=$'\t' read -r key digest size name; do
  restore_file "$key" "$digest" "$size" "$name"
done < <(jq -r '.files[] | [.key, .sha256, .size, .name] | @tsv' "$work/manifest.json")
sync
