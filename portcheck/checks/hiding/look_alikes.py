"""Replace letters of other scripts, and letter-like signs, that look like Latin letters.

A part of Unicode's confusables (UTS 39) that is small enough to be checked by eye: letters that
most fonts draw alike, small capitals, signs with a letter in them, and Braille. Digits that stand
for letters (`h3r0n`) are not among them.
"""

from __future__ import annotations

from string import ascii_lowercase

_PAIRS = (
    # Cyrillic, Greek, Armenian
    ("АВЕКМНОРСТУХЅІЈԌԚԜҮӀ", "ABEKMHOPCTYXSIJGQWYI"),
    ("аеорсухѕіјԁһԛԝӏүвкмнт", "aeopcyxsijdhqwlybkmht"),
    ("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧϹ", "ABEZHIKMNOPTYXC"),  # noqa: RUF001
    ("αικνορτυχγϲϳ", "aikvoptuxycj"),
    ("օսհոզցԱՍՕ", "ouhnqgUSO"),
    # small capitals, and letters with a stroke or without a dot
    ("ıɡɑɩʋɴʀʏʙʜɪʟᴀᴄᴅᴇɢᴊᴋᴍᴏᴘꜱᴛᴜᴠᴡᴢꜰ", "igaivnrybhilacdegjkmopstuvwzf"),
    ("ØøŁłĐđĦħŦŧ", "OoLlDdHhTt"),
    ("⠁⠃⠉⠙⠑⠋⠛⠓⠊⠚⠅⠇⠍⠝⠕⠏⠟⠗⠎⠞⠥⠧⠺⠭⠽⠵", ascii_lowercase),
)
_ALPHABETS = (0x1F1E6, 0x1F150, 0x1F170)
"""First code points of the letters as regional indicators, in black circles and black squares."""

LOOK_ALIKES: dict[int, str] = {
    **{
        ord(sign): letter
        for signs, letters in _PAIRS
        for sign, letter in zip(signs, letters, strict=True)
    },
    **{
        first + number: letter
        for first in _ALPHABETS
        for number, letter in enumerate(ascii_lowercase)
    },
}
"""Code points to Latin letters, for `str.translate`."""


def latin(text: str) -> str:
    """The text with Latin letters in place of those that look like them."""
    return text if text.isascii() else text.translate(LOOK_ALIKES)
