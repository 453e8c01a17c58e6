"""Build addresses of Azure OpenAI for Chat Completions.

A deployment's name is in the address and decides which model answers; the `model` in the body
is ignored there. The newer address, `/openai/v1`, takes the deployment's name as the model.
"""

from __future__ import annotations

from urllib.parse import parse_qs, quote, urlsplit

from portcheck.model.suite import ProviderSpec
from portcheck.providers.dialects.openai_chat.route import on_platform
from portcheck.providers.http import join_url


def address(spec: ProviderSpec, base_url: str) -> str:
    """The base of the API: a bare resource gets the rest of its address, all else stays.

    `https://NAME.openai.azure.com` becomes `.../openai/v1`; with a dated `api-version` in its query
    it becomes `.../openai/deployments/MODEL`, the query kept.
    """
    parts = urlsplit(base_url)
    bare = parts.path.strip("/") in {"", "openai"}
    if not (bare and on_platform(parts.hostname or "", "azure")):
        return base_url
    version = parse_qs(parts.query).get("api-version", [""])[0]
    dated = version[:1].isdigit() and spec.model
    path = f"/deployments/{quote(spec.model or '', safe='')}" if dated else "/v1"
    return join_url(base_url, path if parts.path.strip("/") else f"/openai{path}")
