#!/usr/bin/env bash
# One night: runs a suite, reuses the baseline's answers of the night before up to a given age, and
# writes the reports. Needs `portcheck` on the PATH; the exit code is that of `portcheck run`.
#
# PORTCHECK_SUITE           suite file
# PORTCHECK_PROVIDERS       providers file
# PORTCHECK_BASELINE        id of today's provider
# PORTCHECK_CANDIDATES      ids of the candidates, one per line
# PORTCHECK_FAIL_ON         verdicts that fail the night; `new`: what got worse since the accepted one
# PORTCHECK_MAX_COST        US dollars that this night may cost
# PORTCHECK_MAX_COST_MONTH  US dollars that all nights of this month (UTC) may cost
# PORTCHECK_MAX_AGE         age up to which the baseline's answers are reused; empty: never
# PORTCHECK_REPORTS         folder of the reports
# PORTCHECK_KEEP            `newest`: remove all run folders but the newest and the accepted one, which
#                           the next night needs; the history keeps the results of the others
# PORTCHECK_ACCEPT_BY       name of a person: accept the newest night instead of running a new one
# PORTCHECK_ARGUMENTS       more arguments of `portcheck run`, one per line
set -uo pipefail

if [ -n "${PORTCHECK_ACCEPT_BY:-}" ]; then
  portcheck accept latest --by "$PORTCHECK_ACCEPT_BY" || exit
  readlink runs/latest >runs/accepted
  exit 0
fi

reports=${PORTCHECK_REPORTS:-portcheck-reports}
mkdir -p "$reports"
rm -f "$reports/junit.xml" "$reports/comment.md" "$reports/report.html" "$reports/report.json" "$reports/log.txt"

words=(run "${PORTCHECK_SUITE:?names no suite}" --baseline "${PORTCHECK_BASELINE:?names no provider}")
words+=(--providers "${PORTCHECK_PROVIDERS:-providers.yaml}" --fail-on "${PORTCHECK_FAIL_ON:-new}")
fresh=()
while IFS= read -r candidate; do
  [ -n "$candidate" ] || continue
  words+=(--candidate "$candidate")
  fresh+=(--fresh "$candidate")
done <<<"${PORTCHECK_CANDIDATES:?names no provider}"
[ -z "${PORTCHECK_MAX_COST:-}" ] || words+=(--max-cost "$PORTCHECK_MAX_COST")
[ -z "${PORTCHECK_MAX_COST_MONTH:-}" ] || words+=(--max-cost-month "$PORTCHECK_MAX_COST_MONTH")
# If this portcheck cannot read the folder, run the night without its answers.
if [ -n "${PORTCHECK_MAX_AGE:-}" ] && portcheck show latest >/dev/null 2>&1; then
  words+=(--reuse latest --max-age "$PORTCHECK_MAX_AGE" "${fresh[@]}")
fi
words+=(--report "junit=$reports/junit.xml" --report "markdown=$reports/comment.md")
words+=(--report "html=$reports/report.html" --report "json=$reports/report.json")
while IFS= read -r argument; do
  [ -z "$argument" ] || words+=("$argument")
done <<<"${PORTCHECK_ARGUMENTS:-}"

exec 3> >(tee "$reports/log.txt" >&2)
copying=$!
portcheck "${words[@]}" 2>&3 3>&-
code=$?
exec 3>&-
wait "$copying"

if [ ! -s "$reports/comment.md" ]; then
  {
    printf '**portcheck** ran no night (exit code %s). The end of its log:\n\n~~~~\n' "$code"
    tail -n 20 "$reports/log.txt" | tr -d '~' | cut -c 1-400
    printf '~~~~\n'
  } >"$reports/comment.md"
fi
if [ ! -s "$reports/junit.xml" ]; then
  {
    printf '<testsuites name="portcheck" tests="1" errors="1"><testsuite name="portcheck" tests="1" errors="1">'
    printf '<testcase classname="portcheck" name="the run is complete"><error message="exit code %s"/>' "$code"
    printf '</testcase></testsuite></testsuites>\n'
  } >"$reports/junit.xml"
fi
[ -z "${GITHUB_STEP_SUMMARY:-}" ] || cat "$reports/comment.md" >>"$GITHUB_STEP_SUMMARY"
if [ "${PORTCHECK_KEEP:-}" = newest ] && [ -L runs/latest ]; then
  find runs -mindepth 1 -maxdepth 1 -type d ! -name "$(readlink runs/latest)" \
    ! -name "$(cat runs/accepted 2>/dev/null)" -exec rm -rf {} +
fi
exit "$code"
