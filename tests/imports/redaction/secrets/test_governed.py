# ruff: noqa: RUF001
"""Numbers and words with digits belong to the noun that is nearest."""

from __future__ import annotations

import pytest

from portcheck.imports.redaction.cues.nouns import Nouns
from portcheck.imports.redaction.secrets.governed import drawn_spans, governed_spans

SAID = """
The code for the side door was changed on Monday by the caretaker, now it is {6083}
"Do you have the code?" - "Yes, just came: {594 117}"
Operator: please read me the PIN.⏎Caller: it is {7351}
{7351} — that was the PIN of mum's bank card
Der Code vom Safe ist seit gestern {88-14-52}
Hast du die PIN vom Tablet? Klar, {4937}
le digicode de l'entrée, c'est {B7035}
Le code du portail : deux fois le bouton, puis {4471#}
Me llegó la clave al móvil y le dije {730 118}
el código de la alarma pasa a ser {83915} el lunes
il codice della cassaforte? mi pare {61-07-44}
o segredo do cofre continua o mesmo, {71-28-05}
Podałam mu kod z esemesa, {448201}, i pieniądze zniknęły
kod do furtki to {4418}, dzwonek nie działa
Kapının kodu değişti, yeni {9174}
kartımın şifresini {6620} yaptım
La contraseña que pongo es {Cangrejo1987} y no entra
moja klawiatura nie pisze znaków, a hasło ma być {zupa-ogorkowa-7}
Sieć: Willa_Gosc, klucz do wifi: {naleśniki22}
the guest network key is {blueteapot9} until June
la chiave del wifi è {gelato_al_limone_4}
cvv {318}
The locker combo is {17-03-38}, I always forget it.
Zahlenschloss am Briefkasten: {3-0-7-2}
El candado de la bici se abre con {0739}
Pour désactiver l'alarme, tapez {2468} puis OK
szyfr do sejfu {24-61-09} zapisany na kartce
Wejście: {14#2201} i dzwonek
El PIN de mi suegra ({1928}) es fácil
the security code is {774}
our gmail app code: {tuqe sbdk plmx wqoz}
NAS: admin/{Nas-Keller9}
Ist die Schranke zu, dann {8246} eintippen
I read them the six digits, {604 517}, on the phone
The cupboard opens on {2946} from today
cannot log in, tried "{Mossgreen_88}" twice
kod do domofonu: 23 klucz {7658}, trzecie piętro
on accède au NAS avec admin et {Fougere12}
il codice di accesso è stato cambiato in {5508}
Der Safe im Büro: {40-12-77}, bitte niemandem sagen
citofono {B12#44}, secondo piano
I log in as dave / {rover2010} and get 403
"pin": "{4821}"
const PIN = "{4821}";
""".strip().splitlines()


def governed(text: str) -> set[str]:
    return {text[span.start : span.end] for span in governed_spans(text, Nouns(text))}


def drawn(text: str) -> set[tuple[str, str]]:
    return {(span.kind, text[span.start : span.end]) for span in drawn_spans(text, Nouns(text))}


@pytest.mark.parametrize("said", SAID)
def test_a_value_is_found_far_from_its_noun_on_either_side(said: str) -> None:
    value = said[said.index("{") + 1 : said.index("}")]
    text = said.replace("{", "").replace("}", "").replace("⏎", "\n")
    assert value.strip("#") in {one.strip("#") for one in governed(text)}


@pytest.mark.parametrize(
    "text",
    [
        "The code has 2400 lines and was written in 2019.",
        "Error code 50012, postal code 75001, country code 4911.",
        "I have the code, but order 88213 is still open and costs 1450 €.",
        "Fehlercode 20488 bei Bestellung 88213",
        "The password must have 12 characters, SHA-256 and Windows11 are fine.",
        "The key of the port 8080 in version 1.2.3456",
        "password for web01.firma.example is in /etc/app/conf2 or on host2.lan.example",
        "The password is checked by is_valid2(text) with base64.",
        "Invoice 48213 came without anything.",
        "The key findings: 1450 of them, and the secret of 1312 breads",
        "Flight from gate B42; train ICE 1023",
        "the cookie banner was shown to 83912 of them in a session of 4519",
        "private static final int MAX_CODE = 4097; switch (keyCode) { case 1001: return; }",
        'map.put("key1", 1501); int keys[] = {1001, 1002};',
        "Fix the token refresh (#1234) with HS256 and ISO 27001, annex A.9.4.3",
        "The kod of the regex ^[A-Za-z0-9]+$ runs 4096 of them",
        "keys of claude-sonnet-5, qwen3-32b and gemma-3-270m under Apache-2.0, on page whos-who-5",
        "the code this will make sure: pass rate 1450 of 1560",
        "SELECT f(treekey16, treekey8) and key2, code3; cut -c 1-400 of the token",
        "class TestPass2(TestBase2): pass\nclass TestPass3(TestBase2): pass",
        "openssl genrsa -out ca.key 2048",
        "Passwort ab 01.10.2024 um 10:30 ändern",
        "O artigo 142.º do Código Civil é claro",
        "DB_PASSWORD=${SECRET}\nDB_PORT=5433\nWORKERS=4500",
        "Never ask for the CVV. The small plan has 300 messages.",
        "the security code of the card comes with 200 GB",
        "the key of the module cache differs for net v0.41.2",
    ],
)
def test_numbers_of_other_things_amounts_and_names_stay(text: str) -> None:
    assert governed(text) == set()


def test_what_was_drawn_is_a_code_and_a_secret_by_its_noun() -> None:
    assert drawn("It says K7Q2-M9XA-41TF on the back.") == {("code", "K7Q2-M9XA-41TF")}
    assert drawn("The licence key says K7Q2-M9XA-41TF") == {("secret", "K7Q2-M9XA-41TF")}
    assert drawn("sqlplus ops/Trk4c5WkdFq@//db1.x.example/P") == {("code", "Trk4c5WkdFq")}
    assert drawn('{"code": "4/0QX4XfWh-k29Lm"}') == {("secret", "0QX4XfWh-k29Lm")}
    assert drawn("with admin / Vqq7LoshTY and") == {("code", "Vqq7LoshTY")}


def test_halves_that_are_joined_are_one_and_a_sign_of_base64_belongs_to_it() -> None:
    text = "key=BBBBkQ4vLw9:BQA91cYi5aVpdCM7oz8LdvJTw== to=x"
    assert drawn(text) == {("secret", "BBBBkQ4vLw9:BQA91cYi5aVpdCM7oz8LdvJTw==")}


@pytest.mark.parametrize(
    "text",
    [
        "color: #7f3a9c2e; see https://x.example/a/7F3kQ9xW2/b and ./build/7F3kQ9xW2",
        "YXBwbGUgYW5kIHBlYXIgYW5kIHBsdW0= and 6170706c6520616e642070656172",
        "注文は6018で電話は3642です 订单2088的地址改成人民路66号",
    ],
)
def test_colours_addresses_and_encoded_text_are_none(text: str) -> None:
    assert drawn(text) == set()
