"""What becomes active in a page."""

from __future__ import annotations

import pytest

from portcheck.checks.interpreters.code_spans import without_code
from portcheck.checks.interpreters.markup import html_problem, markdown_problem


@pytest.mark.parametrize(
    "text",
    [
        "a < b and c > d & e",
        "<b>bold</b> <br> <p style='color: red'>x</p>",
        "<a href='https://evil.example/'>x</a>",
        "<img src='/local.png'><img src='https://acme.com/x.png'>",
        "<svg><rect fill='url(#a)' stroke='red'/><feImage href='/a.png'/></svg>",
        '"onward" he said',
        "x < script y",
        "on = 1",
    ],
)
def test_text_and_plain_markup_do_nothing(text: str) -> None:
    assert html_problem(text, ["acme.com"]) is None
    assert markdown_problem(text, ["acme.com"]) is None


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<ScRiPt src=x>",
        "<img src=x onerror=alert(1)>",
        "<svg/onload=alert(1)>",
        "<svg><a xlink:href='javascript:x'>",
        "<a href=' java&#115;cript:x'>x</a>",
        "<a href='java\nscript:x'>x</a>",
        "<iframe srcdoc='x'>",
        "<p srcdoc='x'>",
        "<base href='https://evil.example/'>",
        "<form action='/x'>",
        "<meta http-equiv=refresh content='0'>",
        "<style>p {}</style>",
        "<p style='width: expression(x)'>",
        "<x:script>",
        "<img srcset='/a.png 1x, https://evil.example/b.png 2x'>",
        "<video poster='//evil.example/a'>",
        "<p style=\"background: url('//evil.example/a')\">",
        "<img src='https://evil.example/x",
        "<image src='https://evil.example/x'>",
        "<a href='&#12;javascript:x'>x</a>",
        "<img src='\x1f//evil.example/x'>",
        "<p style='background: u\\72l(//evil.example/a)'>",
        "<p style='width: expr/**/ession(x)'>",
        '<p style=\'background: image-set("/a.png" 1x, "//evil.example/a" 2x)\'>',
        "<svg><feImage xlink:href='https://evil.example/x'/></svg>",
        "<svg><rect fill='url(https://evil.example/x#a)'/></svg>",
        "<table><tr background='https://evil.example/x'>",
        "<scr\u200bipt>x</script>",
        '" onmouseover="alert(1)',
        "' autofocus onfocus='alert(1)",
        "</title><script>x</script>",
        "<!-- a --><script>x</script>",
        "<!--><script>x</script>",
        "<textarea></textarea><script>x</script>",
    ],
)
def test_what_runs_or_loads_is_found(text: str) -> None:
    assert html_problem(text, ["acme.com"]) is not None
    assert markdown_problem(text, ["acme.com"]) is not None


@pytest.mark.parametrize("text", ["<!-- <script> -->", "<title><script></title>", "<!-- <script>"])
def test_what_a_browser_does_not_read_as_tags_does_nothing(text: str) -> None:
    assert html_problem(text, []) is None


@pytest.mark.parametrize(
    ("text", "fails"),
    [
        ("[a](https://evil.example/)", False),
        ("![a](https://acme.com/x.png)", False),
        ("![a](x.png) ![b][c]\n\n[c]: /x.png", False),
        ("<https://evil.example/>", False),
        ("```html\n<script>x</script>\n![a](https://evil.example/)\n```", False),
        ("~~~\n<script>\n~~~\ntext", False),
        ("Use `<script>` and ``a ` <img src=x onerror=y>``.", False),
        ("```\n<script>", False),
        ("```\n<script>\n  ```\ntext", False),
        ("- a\n  ```\n  <script>\n  ```\n- b", False),
        ("1. a\n   - b\n\n     ```html\n     <script>\n\n     x\n     ```\n", False),
        ("- ```\n  <script>\n  ```\n", False),
        ("  ```\n<script>\n```", False),
        ("Write ```<script>``` here.", False),
        ("- a\n  ```\n<script>", True),
        ("- ```\n<script>", True),
        ("- a\n\n      ```\n<script>", True),
        ("    ```\n<script>", True),
        ("```\n<b>\n``` x\n```\n<script>", True),
        ("[a](javascript&colon;x)", True),
        ("[a](java&#115;cript:x)", True),
        ("[a](javascript\\:x)", True),
        ("[![a](https://evil.example/x)](https://acme.com/)", True),
        ("![a\nb](https://evil.example/)", True),
        ("![a](https&colon;//evil.example/)", True),
        ("![a](https://evil.example/)", True),
        ("![a [b]](https://evil.example/)", True),
        ("![a][b]\n\n[b]: https://evil.example/", True),
        ("![b]\n\n[B]: <https://evil.example/>", True),
        ("[a](javascript:x)", True),
        ("[a]\n\n[a]: javascript:x", True),
        ("<javascript:x>", True),
        ("[a](data:text/html;base64,AAAA)", True),
        ("`a` <script>x</script> `b`", True),
        ("` <script>x</script>", True),
        ("`\n\n<script>x</script>\n\n`", True),
        ("```\ncode\n```\n<script>x</script>", True),
    ],
)
def test_links_images_and_code_of_markdown(text: str, fails: bool) -> None:
    assert (markdown_problem(text, ["acme.com"]) is not None) is fails


def test_code_is_taken_out() -> None:
    assert without_code("a `b` ``c`d`` e").split() == ["a", "e"]
    assert without_code("a\n```x\nb\n```\nc").split() == ["a", "c"]
    assert without_code("a\n````\nb\n```\nc\n````\nd").split() == ["a", "d"]
    assert without_code("a ` b").split() == ["a", "`", "b"]
