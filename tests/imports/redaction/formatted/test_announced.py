"""Numbers of people are found by what names them, and by the forms of their countries."""

from __future__ import annotations

import pytest

from portcheck.imports.redaction.formatted.spans import formatted_spans
from portcheck.imports.redaction.span import apart

FOUND = """
Ich bin bei der AOK, meine Versichertennummer steht auf der Karte: {K482910337}.|ID number
Steuer-ID {86 095 742 719}|ID number
der Zähler mit der Nummer {1ESY1160284312} spinnt|ID number
Rentenversicherungsnummer {65 180575 M 013}|ID number
num dossier : {2024/AF/77813}|ID number
mon numéro allocataire CAF est le {7712093}|ID number
n° SS {2 81 07 75 118 204 54}|ID number
mi NUSS es {08/12345678/41}|ID number
CURP {LOPA900512MJCPRN07}|ID number
RFC: {LOPA900512T41}|ID number
cuenta en {0182 1642 12 0201532144}|ID number
CLABE {032180000118359719}|ID number
mi rut {12.678.345-5}|ID number
CUIT {20-27345678-2}|ID number
cédula {V-14.556.120}|ID number
la tessera sanitaria {80380000301234567890}|ID number
numero polizza {44/120.998-2}|ID number
patente {U1A23456BC}|ID number
minha carteirinha do plano é {0 064 001293847500 1}|ID number
número de utente {284 119 037}|ID number
chave pix aleatória {9b2e41d7-6a05-4c3f-8e17-52d0f6c3a981}|ID number
RG {23.456.789-X}|ID number
nr dowodu {ABC 123456}|ID number
numer konta {61 1090 1014 0000 0712 1981 2874}|ID number
numer księgi {WA1M/00123456/7}|ID number
TC kimlik no {10000000146}|ID number
SGK sicil no: {2 4711 01 01 1234567 034}|ID number
the card ends, well, it is {4929 1234 5678 9012}|card
text me on {07911 123456} later|phone
mandadle un whatsapp al {622 41 90 33}|phone
lo trovi al {347 1209 884}|phone
meu zap é {(11) 98712-3345}|phone
przyjadę, {512 339 204}|phone
cebi {0 532 412 33 09}|phone
la macchina {FX 812 KD} è in doppia fila, chiamate i vigili|ID number
my car {LK19 OPR} got a parking fine|ID number
device {a4:5e:60:c1:9b:02} joined|IP address
{198.51.7.9}:8080 answered|IP address
write to jan.nowak@poczta.example or {jan.nowak (at) poczta (dot) pl}|e-mail
"birthDate": "{1988-04-17}"|birth date
née à Lyon (Rhône) le {4 mai 1971}|birth date
data urodzenia: {17.04.88}|birth date
""".strip().splitlines()


@pytest.mark.parametrize("line", FOUND)
def test_a_number_of_somebody_is_found(line: str) -> None:
    said, kind = line.split("|")
    value = said[said.index("{") + 1 : said.index("}")]
    text = said.replace("{", "").replace("}", "")
    found = {(text[one.start : one.end], one.kind) for one in apart(formatted_spans(text))}
    assert (value, kind) in found


def test_columns_that_a_heading_names_are_replaced_and_others_stay() -> None:
    text = (
        "id;kunde;geburtsdatum;telefon;menge\n"
        "1;4488120;17.04.1988;0151 23456789;12000\n"
        "2;4488121;18.04.1988;0151 23456780;13000\n"
    )
    found = [text[one.start : one.end] for one in apart(formatted_spans(text))]
    assert found == [
        "4488120",
        "17.04.1988",
        "0151 23456789",
        "4488121",
        "18.04.1988",
        "0151 23456780",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "The router answers on 192.168.1.1 and on 10.0.0.17.",
        "ff:ff:ff:ff:ff:ff is everybody",
        "In 2024 we shipped 12.000 units and 4500 kg for 1.450,00 EUR.",
        "Meeting on 07.09.2024 at 10:30, room 1204, order 13800138000.",
        "model XR-2200, firmware 4.10.2, RFC 9110, HTTP 404",
        "write to user@example.com",
    ],
)
def test_what_belongs_to_nobody_stays(text: str) -> None:
    assert [text[one.start : one.end] for one in formatted_spans(text)] == []
