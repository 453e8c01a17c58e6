"""Addresses are found as people write them, and become others of their form."""

from __future__ import annotations

import re

import pytest

from portcheck.imports.redaction.formatted.addresses import address_spans
from portcheck.imports.redaction.formatted.spans import formatted_spans
from portcheck.imports.redaction.span import apart
from portcheck.imports.redaction.stand_ins import StandIns

FOUND = """
Delivery to {Flat 3, 27 Cromwell Gardens, Ayr KA7 2XD} please
She moved to {1842 W. Sycamore Blvd Apt 12B, Tulsa, OK 74107} in May
Send it to {PO Box 4471, Boise, ID 83701} instead
We are at {The Old Rectory, Church Lane, Wenham IP9 1BB}, turn left
Lieferung an {Wilhelm-Busch-Str. 22a, 30167} Hannover
wohnt {In den Auwiesen 7, D-76139} Karlsruhe
mein {Postfach 10 22 33, 20015} Hamburg
Je demeure {14 ter, avenue du Général-Leclerc, 35000} Rennes
Livrer au {3 impasse des Lilas - Bât. B - 69008} Lyon
Vivo en {C/ Gran Vía 28, 4º B, 28013} Madrid
a {Avda. de la Constitución, 112, piso 3, 41001} Sevilla
vive en la {Carrera 15 # 93-47} de la ciudad
abito in {via Garibaldi 47/B, 20121} Milano
spedire a {P.zza Duomo, 3 - 50122} Firenze
Moro na {Rua das Flores, nº 212, apto 43, Pinheiros, 05422-010} São Paulo
na {Av. da Liberdade, 110 - 2º Dto, 1250-146} Lisboa
mieszkam przy {ul. Kwiatowej 12/4, 31-042} Kraków
lub {os. Piastów 7 m. 21, 30-210} Kraków
orada {Cumhuriyet Mah. Gül Sk. No:12 D:4} oturuyor
my postcode is {M14 5RT}, thanks
meu CEP: {04538-133}
""".strip().splitlines()
FREE = """
It goes out via Port 443, and via HTTP 2.
os.O_CREAT, 0o600 and cp1251
considering 01-Jan-0001 as day 1
The Green Park project has 12 milestones.
Er nimmt den Weg 5 Mal am Tag.
""".strip().splitlines()


@pytest.mark.parametrize("line", FOUND)
def test_an_address_is_found_to_its_post_code(line: str) -> None:
    value = re.sub(r".*\{|\}.*", "", line)
    text = line.replace("{", "").replace("}", "")
    (found,) = [one for one in apart(formatted_spans(text)) if one.kind == "address"]
    assert value in text[found.start : found.end]


@pytest.mark.parametrize("text", FREE)
def test_what_only_looks_like_one_stays(text: str) -> None:
    assert [text[one.start : one.end] for one in address_spans(text)] == []


@pytest.mark.parametrize(
    ("value", "form"),
    [
        ("PO Box 4471, Boise, ID 83701", r"PO Box \d{4}, \w+, \w{2,} \d{5}"),
        ("In den Auwiesen 7, D-76139", r"In den \w+ \d{1,3}, [A-Z]-\d{5}"),
        ("P.zza Duomo, 3 - 50122", r"P\.zza \w+, \d{1,3} - \d{5}"),
        (
            "Rua das Flores, nº 212, apto 43, 05422-010",
            r"Rua das \w+, nº \d+, apto \d+, \d{5}-\d{3}",
        ),
        ("al. Jana Pawła II 82/114, 00-175", r"al\. \w+ \w+ II \d+/\d+, \d\d-\d{3}"),
    ],
)
def test_words_of_streets_stay_and_numbers_keep_their_form(value: str, form: str) -> None:
    found = StandIns(b"k" * 32).of("address", value)
    assert re.fullmatch(form, found), found
    assert not set(re.findall(r"\d{3,}", value)) & set(re.findall(r"\d{3,}", found))
