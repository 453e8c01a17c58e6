#!/usr/bin/env bash
# Writes the report of the night as one comment: the first night makes it, later nights
# replace its text. Needs `gh`, with its token in GH_TOKEN.
#
# PORTCHECK_REPOSITORY      OWNER/NAME
# PORTCHECK_ISSUE           number of the issue or pull request
# PORTCHECK_COMMENT_AUTHOR  login of the token; the script leaves comments of others alone
# PORTCHECK_SUITE           suite file: each suite has its own comment
# PORTCHECK_REPORTS         folder of the reports
set -euo pipefail

reports=${PORTCHECK_REPORTS:-portcheck-reports}
mark="<!-- portcheck $(printf '%s' "$PORTCHECK_SUITE" | tr -cd 'A-Za-z0-9._/') -->"
body=$(mktemp)
trap 'rm -f "$body"' EXIT
# A comment has room for 65,536 characters.
{ printf '%s\n' "$mark"; head -c 60000 "$reports/comment.md"; } >"$body"

comments="repos/$PORTCHECK_REPOSITORY/issues/$PORTCHECK_ISSUE/comments"
export mark
known=$(gh api --paginate "$comments" --jq \
  '.[] | select(.user.login == env.PORTCHECK_COMMENT_AUTHOR and (.body | startswith(env.mark))) | .id' |
  head -n 1)
if [ -n "$known" ]; then
  gh api --silent --method PATCH "repos/$PORTCHECK_REPOSITORY/issues/comments/$known" -F "body=@$body"
else
  gh api --silent --method POST "$comments" -F "body=@$body"
fi
