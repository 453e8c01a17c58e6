"""Two hundred planted values by somebody who had not read the rules: an examiner's set.

The texts stand in planted_examined.toml, in eight languages; the values are drawn here with a fixed
seed, in the forms that vendors and offices really give out, with right check digits.
"""

from __future__ import annotations

import base64
import functools
import json
import random
import re
import string
import tomllib
from collections.abc import Callable
from pathlib import Path

from planted_values import Planted

_ALNUM = string.ascii_letters + string.digits
_URL = _ALNUM + "-_"
_BASE64 = _ALNUM + "+/"
_HEX = "0123456789abcdef"
_LOWER = string.ascii_lowercase + string.digits
_UPPER = string.ascii_uppercase

# Each `{letters count}` of a form is drawn: a letter names an alphabet.
_ALPHABETS = {
    "A": _ALNUM,
    "U": _URL,
    "B": _BASE64,
    "H": _HEX,
    "L": _LOWER,
    "C": _UPPER,
    "K": _UPPER + string.digits,
    "D": string.digits,
    "N": "123456789",
    "P": _ALNUM + "!#%*+-_.",
    "S": "BCDFGHJKLMNPRSTVWXYZ",
}
_FORMS = {
    "openai_project": "sk-proj-{U74}T3BlbkFJ{U74}",
    "openai_service": "sk-svcacct-{U74}T3BlbkFJ{U74}",
    "openai_old": "sk-{A20}T3BlbkFJ{A20}",
    "anthropic": "sk-ant-api03-{U93}AA",
    "aws_id": "AKIA{K16}",
    "aws_secret": "{B40}",
    "aws_session": "IQoJb3JpZ2luX2Vj{B240}==",
    "gcp_key": "AIza{U35}",
    "gcp_oauth": "GOCSPX-{U28}",
    "azure_storage": "{B86}==",
    "azure_sas": "{A38}%2B{A3}%3D",
    "azure_client": "{A3}8Q~{U34}",
    "github_classic": "ghp_{A36}",
    "github_fine": "github_pat_{A22}_{A59}",
    "gitlab": "glpat-{U20}",
    "gitlab_deploy": "gldt-{U20}",
    "slack_bot": "xoxb-{N1}{D11}-{N1}{D12}-{A24}",
    "slack_user": "xoxp-{N1}{D11}-{N1}{D11}-{N1}{D12}-{H32}",
    "slack_hook": "T{K10}/B{K10}/{A24}",
    "stripe": "sk_live_51{A97}",
    "stripe_hook": "whsec_{A32}",
    "teams_hook": "{H8}-{H4}-4{H3}-a{H3}-{H12}@{H8}-{H4}-4{H3}-b{H3}-{H12}/IncomingWebhook/{H32}",
    "discord_hook": "{N1}{D17}/{U68}",
    "telegram": "{N1}{D9}:AA{U33}",
    "sendgrid": "SG.{U22}.{U43}",
    "npm": "npm_{A36}",
    "pypi": "pypi-AgEIcHlwaS5vcmc{U160}",
    "huggingface": "hf_{A34}",
    "hex32": "{H32}",
    "hex40": "{H40}",
    "mixed16": "{P16}",
    "mixed20": "{A20}",
    "session": "s%3A{U32}.{A43}",
    "wifi": "{D4}-{D4}-{D4}-{D4}",
    "digits4": "{D4}",
    "digits5": "{D5}",
    "digits6": "{D6}",
    "phone_uk": "+44 7700 {N1}{D5}",
    "phone_us": "+1415{N1}55{D4}",
    "phone_de": "0171 {N1}{D6}",
    "phone_fr": "06 {D2} {D2} {D2} {D2}",
    "phone_es": "6{D2} {D2} {D2} {D2}",
    "phone_it": "+39 34{D1} {N1}{D6}",
    "phone_br": "(11) 9{N1}{D3}-{D4}",
    "phone_pl": "60{D1} {N1}{D2} {D3}",
    "phone_tr": "0532 {N1}{D2} {D2} {D2}",
    "ssn": "2{N1}{D1}-4{D1}-{N1}{D3}",
    "nino": "JM {D2} {D2} {D2} C",
    "ipv4": "185.1{D2}.4{D1}.9{D1}",
    "plate_uk": "LK{N1}9 {S3}",
    "plate_de": "HH-{S2} {N1}{D3}",
    "plate_fr": "{S2}-{D3}-{S2}",
    "plate_es": "{N1}{D3} {S3}",
    "plate_tr": "34 {S3} {N1}{D2}",
}
_IBANS = {
    "iban_gb": "NWBK60{D4}{D8}",
    "iban_de": "37040044{D10}",
    "iban_fr": "30004{D18}",
    "iban_es": "2100{D16}",
    "iban_it": "X05428{D17}",
    "iban_pt": "0035{D17}",
    "iban_pl": "1140{D20}",
    "iban_tr": "00062{D17}",
}
_WORDS = {
    "en": "Harbour Kettle Falcon Orchard Pebble Marble",
    "de": "Sommerwind Kaffeetasse Fernsicht Schubkarre Uhrwerk",
    "fr": "Tournesol Montagne Papillon Chaussette Grenouille",
    "es": "Girasol Tormenta Mariposa Naranja Castillo",
    "it": "Farfalla Girasole Tramonto Cipolla Montagna",
    "pt": "Girassol Cachoeira Borboleta Cadeira Tucano",
    "pl": "Jaskolka Wiosna Truskawka Kapusta Niedziela",
    "tr": "Kelebek Karpuz Deniz Papatya Yakamoz",
}
_PHRASE = (
    "anchor basket cactus dolphin ember fabric glide harvest impulse jungle kitten lunar meadow "
    "nephew orbit puzzle quantum ribbon saddle timber umbrella velvet wagon zebra"
)
_STREETS = {
    "address_uk": "{n} Thornbury Crescent, Leeds LS8 {d}QT",
    "address_de": "Holunderstraße {n}, 2{d}357 Hamburg",
    "address_fr": "{n} rue des Tanneurs, 5{d}000 Lille",
    "address_es": "calle Embajadores {n}, 3.º B, 2801{d} Madrid",
    "address_it": "via Garibaldi {n}, 4012{d} Bologna",
    "address_pt": "Rua das Laranjeiras, {n}, 2224{d}-003 Rio de Janeiro",
    "address_pl": "ul. Jagiellońska {n} m. 12, 03-71{d} Warszawa",
    "address_tr": "Bağdat Caddesi No: {n} D: {d}, Kad\u0131k\u00f6y/\u0130stanbul",
}
_FILLED = re.compile(r"\{([A-Z])(\d+)\}")


def _form(draw: random.Random, form: str) -> str:
    def letters(match: re.Match[str]) -> str:
        return "".join(draw.choice(_ALPHABETS[match[1]]) for _ in range(int(match[2])))

    return _FILLED.sub(letters, form)


def _iban(draw: random.Random, shape: str) -> str:
    country, account = shape[-2:].upper(), _form(draw, _IBANS[shape])
    number = "".join(str(int(letter, 36)) for letter in f"{account}{country}00")
    whole = f"{country}{98 - int(number) % 97:02}{account}"
    return " ".join(whole[at : at + 4] for at in range(0, len(whole), 4))


def _weighted(digits: str, weights: tuple[int, ...]) -> int:
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True))


def _card(draw: random.Random) -> str:
    body = _form(draw, "4539{D11}")
    total = sum(
        int(digit) if at % 2 else sum(divmod(2 * int(digit), 10)) for at, digit in enumerate(body)
    )
    whole = f"{body}{-total % 10}"
    return " ".join(whole[at : at + 4] for at in range(0, 16, 4))


def _steuer_id(draw: random.Random) -> str:
    digits = list("1234567890")
    draw.shuffle(digits)
    digits[9] = digits[0] if digits[0] != "0" else digits[1]
    if digits[0] == "0":
        digits[0], digits[1] = digits[1], digits[0]
    product = 10
    for digit in digits:
        total = (int(digit) + product) % 10 or 10
        product = total * 2 % 11
    body = "".join(digits) + str((11 - product) % 10)
    return f"{body[:2]} {body[2:5]} {body[5:8]} {body[8:]}"


def _nir(draw: random.Random) -> str:
    body = _form(draw, "2 8{D1} 07 59 3{D2} 1{D2}")
    return f"{body} {97 - int(body.replace(' ', '')) % 97:02}"


def _dni(draw: random.Random) -> str:
    body = _form(draw, "4{D7}")
    return body + "TRWAGMYFPDXBNJZSQVHLCKE"[int(body) % 23]


def _codice_fiscale(draw: random.Random) -> str:
    body = _form(draw, "{S3}{S3}8{D1}C1{D1}A662")
    odd = dict(zip(string.digits + _UPPER, [1, 0, 5, 7, 9, 13, 15, 17, 19, 21] * 2, strict=False))
    odd |= dict(
        zip(
            "KLMNOPQRSTUVWXYZ",
            [2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23],
            strict=True,
        )
    )
    even = {letter: at for at, letter in enumerate(string.digits)}
    even |= {letter: at for at, letter in enumerate(_UPPER)}
    total = sum((even if at % 2 else odd)[letter] for at, letter in enumerate(body))
    return body + _UPPER[total % 26]


def _cpf(draw: random.Random) -> str:
    body = _form(draw, "3{D8}")
    for start in (10, 11):
        body += str(_weighted(body, tuple(range(start, 1, -1))) * 10 % 11 % 10)
    return f"{body[:3]}.{body[3:6]}.{body[6:9]}-{body[9:]}"


def _cnpj(draw: random.Random) -> str:
    body = _form(draw, "4{D7}0001")
    weights = (6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2)
    for start in (1, 0):
        left = _weighted(body, weights[start:]) % 11
        body += str(11 - left if left > 1 else 0)
    return f"{body[:2]}.{body[2:5]}.{body[5:8]}/{body[8:12]}-{body[12:]}"


def _pesel(draw: random.Random) -> str:
    body = _form(draw, "8{D1}071{D1}{D4}")
    return body + str(-_weighted(body, (1, 3, 7, 9, 1, 3, 7, 9, 1, 3)) % 10)


def _nip(draw: random.Random) -> str:
    while True:
        body = _form(draw, "52{D7}")
        check = _weighted(body, (6, 5, 7, 2, 3, 4, 5, 6, 7)) % 11
        if check < 10:
            return f"{body[:3]}-{body[3:6]}-{body[6:8]}-{body[8:]}{check}"


def _tckn(draw: random.Random) -> str:
    body = _form(draw, "4{D8}")
    odd, even = sum(map(int, body[::2])), sum(map(int, body[1::2]))
    body += str((odd * 7 - even) % 10)
    return body + str(sum(map(int, body)) % 10)


def _jwt(draw: random.Random) -> str:
    claims = {"sub": _form(draw, "{D10}"), "iat": 1719830000 + draw.randrange(9999)}
    parts = ({"alg": "HS256", "typ": "JWT"}, claims)
    encoded = (base64.urlsafe_b64encode(json.dumps(part).encode()).decode() for part in parts)
    return ".".join(part.rstrip("=") for part in encoded) + "." + _form(draw, "{U43}")


def _pem(draw: random.Random, between: str) -> str:
    return between.join(_form(draw, "{B64}") for _ in range(6)) + between + _form(draw, "{B30}==")


def _date(draw: random.Random, form: str) -> str:
    return form.format(
        y=draw.randrange(1951, 1999), m=draw.randrange(1, 13), d=draw.randrange(13, 29)
    )


_MADE: dict[str, Callable[[random.Random], str]] = {
    "card": _card,
    "steuer_id": _steuer_id,
    "nir": _nir,
    "dni": _dni,
    "codice_fiscale": _codice_fiscale,
    "cpf": _cpf,
    "cnpj": _cnpj,
    "pesel": _pesel,
    "nip": _nip,
    "tckn": _tckn,
    "jwt": _jwt,
    "pem": lambda draw: _pem(draw, "\n"),
    "pem_json": lambda draw: _pem(draw, "\\n"),
    "basic": lambda draw: base64.b64encode(_form(draw, "svc-web:{A18}").encode()).decode(),
    "phrase": lambda draw: " ".join(draw.sample(_PHRASE.split(), 12)),
    "date_iso": lambda draw: _date(draw, "{y}-{m:02}-{d:02}"),
    "date_de": lambda draw: _date(draw, "{d:02}.{m:02}.{y}"),
    "date_fr": lambda draw: _date(draw, "{d:02}/{m:02}/{y}"),
    "date_es": lambda draw: _date(draw, "{d}-{m:02}-{y}"),
    "mongo": lambda draw: _form(draw, "{A18}"),
}


def _value(draw: random.Random, shape: str, language: str) -> str:
    words = _WORDS[language].split()
    if shape == "word_number":
        return _form(draw, draw.choice(words) + draw.choice(["{D4}!", "_{D2}", "#{D3}", "{D2}$"]))
    if shape == "phrase_words":
        return "-".join(word.lower() for word in draw.sample(words, 4))
    if shape == "email":
        name = draw.choice(words).lower()
        return _form(
            draw, f"{name}.{{L5}}@{draw.choice(['gmx.net', 'outlook.com', 'nordfracht.eu'])}"
        )
    if shape in _STREETS:
        return _STREETS[shape].format(n=draw.randrange(11, 99), d=draw.randrange(1, 10))
    if shape in _IBANS:
        return _iban(draw, shape)
    return _MADE[shape](draw) if shape in _MADE else _form(draw, _FORMS[shape])


@functools.cache
def shaped() -> tuple[tuple[str, Planted], ...]:
    """Shape of the value, and what is planted, in the order of the file."""
    draw = random.Random(20_251)
    texts = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    rows = []
    for language, kinds in texts.items():
        for kind, ones in kinds.items():
            for shape, text in ones:
                value = shape if kind == "name" else _value(draw, shape, language)
                whole = text.replace("⏎", "\n").replace("◊", value)
                rows.append((shape, Planted(whole, value, kind, language)))
    return tuple(rows)


def _of_kind(kind: str) -> list[Planted]:
    return [planted for _, planted in shaped() if planted.kind == kind]


def secrets() -> list[Planted]:
    """A hundred: 30 in English, 10 in each other language."""
    return _of_kind("secret")


def formatted() -> list[Planted]:
    """Sixty: 11 in English, 7 in each other language."""
    return _of_kind("formatted")


def names() -> list[Planted]:
    """Forty: five a language."""
    return _of_kind("name")
