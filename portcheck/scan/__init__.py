"""Find what a codebase uses of vendors, and what of it has no exit plan.

`reading` opens files and separates code from comments, `finding` searches one text, `folder` does
both for a folder, `exposure` compares the findings with dates and suites, and `sarif` writes them
for other tools. Nothing here calls a vendor, and no line of a file is kept: findings are names and
places.
"""
