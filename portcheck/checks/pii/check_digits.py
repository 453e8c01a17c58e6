"""Verify the check digits of numbers of people, cards and accounts."""

from __future__ import annotations

from collections.abc import Sequence

_ACCOUNTS = """
AD:24 AE:23 AL:28 AT:20 AZ:28 BA:20 BE:16 BG:22 BH:22 BR:29 BY:28 CH:21 CR:22 CY:28 CZ:24
DE:22 DK:18 DO:28 EE:20 EG:29 ES:24 FI:18 FO:18 FR:27 GB:22 GE:22 GI:23 GL:18 GR:27 GT:28
HR:21 HU:28 IE:22 IL:23 IQ:23 IS:26 IT:27 JO:30 KW:30 KZ:20 LB:28 LC:32 LI:21 LT:20 LU:20
LV:21 LY:25 MC:27 MD:24 ME:22 MK:19 MR:27 MT:31 MU:30 NL:18 NO:15 PK:24 PL:28 PS:29 PT:25
QA:29 RO:24 RS:22 SA:24 SC:31 SE:24 SI:19 SK:24 SM:27 ST:25 SV:28 TL:23 TN:24 TR:26 UA:29
VA:22 VG:24 XK:20
"""
_IBAN_LENGTHS = dict(pair.split(":") for pair in _ACCOUNTS.split())
"""Country codes to the lengths of their account numbers (SWIFT's IBAN registry)."""


def luhn(digits: str) -> bool:
    """Whether digits have the check digit of ISO/IEC 7812-1."""
    total = 0
    for place, digit in enumerate(map(int, reversed(digits))):
        doubled = digit * (1 + place % 2)
        total += doubled - 9 if doubled > 9 else doubled
    return total % 10 == 0


def is_card(digits: str) -> bool:
    """Whether digits have the issuer, length and check digit of a payment card."""
    two, three, four = int(digits[:2]), int(digits[:3]), int(digits[:4])
    issued = (
        (digits[0] == "4" and len(digits) in {13, 16, 19})
        or (len(digits) == 16 and (51 <= two <= 55 or 2221 <= four <= 2720))
        or (len(digits) == 15 and two in {34, 37})
        or (len(digits) in {16, 19} and (four == 6011 or two in {62, 64, 65}))
        or (len(digits) == 16 and 3528 <= four <= 3589)
        or (len(digits) == 14 and (two in {36, 38} or 300 <= three <= 305))
    )
    return issued and luhn(digits) and len(set(digits)) > 1


def iban_in(text: str) -> str:
    """The IBAN (ISO 13616) with which capitals and digits begin; "" if there is none.

    Only the length for its country is read, because a word may follow.
    """
    length = int(_IBAN_LENGTHS.get(text[:2], 0))
    number = text[:length]
    if not length or len(number) < length:
        return ""
    turned = number[4:] + number[:4]
    return number if int("".join(str(int(ch, 36)) for ch in turned)) % 97 == 1 else ""


def _weighted(digits: str, weights: Sequence[int]) -> int:
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=False))


def is_pesel(digits: str) -> bool:
    """Whether 11 digits are a PESEL of Poland: a date and a right check digit."""
    month, day = int(digits[2:4]) % 20, int(digits[4:6])
    right = (-_weighted(digits[:10], (1, 3, 7, 9) * 3)) % 10 == int(digits[10])
    return 1 <= month <= 12 and 1 <= day <= 31 and right


def is_cpf(digits: str) -> bool:
    """Whether 11 digits are a CPF of Brazil: the last two follow from the others."""
    for length in (9, 10):
        rest = _weighted(digits[:length], range(length + 1, 1, -1)) * 10 % 11 % 10
        if rest != int(digits[length]):
            return False
    return len(set(digits)) > 1


def is_nir(number: str) -> bool:
    """Whether 15 signs are a NIR of France: sex, month of birth, and two right check digits."""
    body = number[:13].replace("2A", "19").replace("2B", "18")
    if not body.isdigit() or body[0] not in "1278" or not 1 <= int(body[3:5]) <= 12:
        return False
    return 97 - int(body) % 97 == int(number[13:])


def is_chinese(number: str) -> bool:
    """Whether 18 signs are an identity number of China: a date and a check digit (ISO 7064)."""
    month, day, century = int(number[10:12]), int(number[12:14]), number[6:8]
    weights = [2**place % 11 for place in range(17, 0, -1)]
    check = "10X98765432"[_weighted(number[:17], weights) % 11]
    return century in {"19", "20"} and 1 <= month <= 12 and 1 <= day <= 31 and number[17] == check


def is_dni(number: str) -> bool:
    """Whether digits and a letter are a DNI or NIE of Spain: the letter follows from the digits."""
    digits = number[:-1].replace("X", "0").replace("Y", "1").replace("Z", "2")
    return "TRWAGMYFPDXBNJZSQVHLCKE"[int(digits) % 23] == number[-1]


_ODD = dict(
    zip(
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        (
            *(1, 0, 5, 7, 9, 13, 15, 17, 19, 21),
            *(1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16),
            *(10, 22, 25, 24, 23),
        ),
        strict=True,
    )
)


def is_codice_fiscale(number: str) -> bool:
    """Whether 16 signs are a tax code of Italy: the last follows from the others."""
    total = 0
    for place, sign in enumerate(number[:15]):
        even = int(sign) if sign.isdigit() else ord(sign) - 65
        total += even if place % 2 else _ODD[sign]
    return chr(65 + total % 26) == number[15]


def is_hetu(number: str) -> bool:
    """Whether 11 signs are an identity code of Finland: a date and a right check sign."""
    digits = number[:6] + number[7:10]
    day, month = int(number[:2]), int(number[2:4])
    check = "0123456789ABCDEFHJKLMNPRSTUVWXY"[int(digits) % 31]
    return 1 <= day <= 31 and 1 <= month <= 12 and check == number[10]


def is_personnummer(digits: str) -> bool:
    """Whether ten digits are a personnummer of Sweden: a date and Luhn's digit."""
    month, day = int(digits[2:4]), int(digits[4:6])
    return 1 <= month <= 12 and 1 <= day % 60 <= 31 and luhn(digits)


def is_nhs(digits: str) -> bool:
    """Whether ten digits are an NHS number of England: the last one is right modulo 11."""
    check = 11 - _weighted(digits[:9], range(10, 1, -1)) % 11
    return (0 if check == 11 else check) == int(digits[9]) and len(set(digits)) > 1


_VERHOEFF_D = (
    *("0123456789", "1234067895", "2340178956", "3401289567", "4012395678"),
    *("5987604321", "6598710432", "7659821043", "8765932104", "9876543210"),
)
_VERHOEFF_P = (
    *("0123456789", "1576283094", "5803796142", "8916043527"),
    *("9453126870", "4286573901", "2793806415", "7046913258"),
)


def is_aadhaar(digits: str) -> bool:
    """Whether 12 digits are an Aadhaar number of India: the last one is Verhoeff's digit."""
    check = 0
    for place, digit in enumerate(map(int, reversed(digits))):
        check = int(_VERHOEFF_D[check][int(_VERHOEFF_P[place % 8][digit])])
    return check == 0 and len(set(digits)) > 2


def is_ssn(digits: str) -> bool:
    """Whether 9 digits can be a US social security number, which has no check digit."""
    area = digits[:3]
    return (
        area not in {"000", "666"} and area < "900" and digits[3:5] != "00" and digits[5:] != "0000"
    )
