"""What a codebase uses of vendors: from files to findings to what has no exit plan.

`reading` opens files and tells code from comments, `finding` looks at one text, `folder` does both
for a folder, `exposure` holds the findings against dates and suites, `sarif` writes them for other
tools. Nothing here calls a vendor, and no line of a file is kept: findings are names and places.
"""
