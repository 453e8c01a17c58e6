"""Forms of keys that vendors document; those of model vendors come from `scan`."""

from __future__ import annotations

import re
from functools import cache

from portcheck.data.usage import secret_shapes

_SHAPES = (
    r"github_pat_[A-Za-z0-9_]{36,}",
    r"gh[pousr]_[A-Za-z0-9]{20,}",
    r"gl(?:pat|dt|rt|ptt|cbt)-[A-Za-z0-9_-]{20,}",
    r"(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}",
    r"xox[abeoprs]-[A-Za-z0-9-]{10,}",
    r"https://hooks\.slack\.com/[A-Za-z0-9/_-]{20,}",
    r"https://(?:\w+\.)?discord(?:app)?\.com/api/webhooks/[0-9]{15,}/[A-Za-z0-9_-]{30,}",
    r"https://[\w-]+\.webhook\.office\.com/\S{40,}",
    r"https://hooks\.zapier\.com/hooks/catch/[0-9]+/[A-Za-z0-9]+",
    r"CCIPAT_[A-Za-z0-9]{20,}_[a-f0-9]{40}",
    r"SG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}",
    r"ya29\.[A-Za-z0-9_-]{20,}",
    r"GOCSPX-[A-Za-z0-9_-]{20,}",
    r"1//0[A-Za-z0-9_-]{30,}",
    r"pypi-[A-Za-z0-9_-]{50,}",
    r"npm_[A-Za-z0-9]{30,}",
    r"do[opr]_v1_[a-f0-9]{40,}",
    r"shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}",
    r"(?:sk|rk|pk|whsec)_(?:live_|test_)?[A-Za-z0-9]{16,}",
    r"sk-[A-Za-z0-9_-]{20,}",
    r"key-[a-f0-9]{32}",
    r"hv[sbr]\.[A-Za-z0-9_-]{20,}",
    r"dapi[a-f0-9]{32}",
    r"AGE-SECRET-KEY-1[A-Z0-9]{50,}",
    r"lin_api_[A-Za-z0-9]{32,}",
    r"ntn_[A-Za-z0-9]{32,}",
    r"figd_[A-Za-z0-9_-]{30,}",
    r"PMAK-[a-f0-9]{24}-[a-f0-9]{34}",
    r"EAA[A-Za-z0-9]{60,}",
    r"(?:bot)?[0-9]{8,10}:AA[A-Za-z0-9_-]{32,}",
    r"NRAK-[A-Z0-9]{20,}",
    r"gls[ab]_[A-Za-z0-9]{20,}(?:_[a-f0-9]{8})?",
    r"dp\.(?:pt|st|ct|sa|scim|audit)\.[A-Za-z0-9_.-]{20,}",
    r"pat[A-Za-z0-9]{14}\.[a-f0-9]{64}",
    r"[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_-]{40,}",
    r"sntry[su]_[A-Za-z0-9_+/=.-]{30,}",
    r"dckr_(?:pat|oat)_[A-Za-z0-9_-]{20,}",
    r"AT(?:ATT|CTT|BB)[A-Za-z0-9_=-]{24,}",
    r"xapp-[0-9A-Za-z-]{20,}",
    r"tskey-[a-z]+-[A-Za-z0-9-]{16,}",
    r"sb(?:p|_secret|_publishable)_[A-Za-z0-9_-]{20,}",
    r"ph[cx]_[A-Za-z0-9]{30,}",
    r"lsv2_(?:pt|sk)_[A-Za-z0-9_]{30,}",
    r"pul-[a-f0-9]{40}",
    r"CFPAT-[A-Za-z0-9_-]{40,}",
    r"rubygems_[a-f0-9]{40,}",
    r"secret_[A-Za-z0-9]{40,}",
    r"sq0(?:atp|csp|idp)-[A-Za-z0-9_-]{20,}",
    r"access_token\$(?:production|sandbox)\$[a-z0-9]{10,}\$[a-f0-9]{20,}",
    r"[ps]k\.eyJ[A-Za-z0-9_-]{20,}\.[A-Za-z0-9_-]{16,}",
    r"nf[pc]_[A-Za-z0-9]{30,}",
    r"AstraCS:[A-Za-z0-9:_-]{30,}",
    r"ops_eyJ[A-Za-z0-9_=-]{40,}",
    r"ntfy?_?tk_[a-z0-9]{20,}",
    r"oy2[a-z0-9]{43}",
    r"AKCp[A-Za-z0-9]{60,}",
    r"\$(?:1|2[abxy]|5|6|7|y|apr1|argon2(?:id?|d))\$[./A-Za-z0-9$=,+-]{20,200}",
    r"eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*){1,3}",
)


@cache
def key_shapes() -> re.Pattern[str]:
    """A pattern for any of these forms, at the beginning of a word."""
    patterns = (*(shape.pattern for shape in secret_shapes()), *_SHAPES)
    return re.compile(rf"(?<![A-Za-z0-9_-])(?:{'|'.join(f'(?:{one})' for one in patterns)})")
