# ruff: noqa: RUF001
"""Names are found by their place, in the cases of Polish and with the suffixes of Turkish."""

from __future__ import annotations

import re

import pytest

from portcheck.imports.redaction.people.spans import person_spans
from portcheck.imports.redaction.span import apart

NAMED = """
Proszę przekazać to {Marcinowi Kaczmarkowi} z kadr.
Czekam na odpowiedź od {Tomka} w tej sprawie.
Umowę zawarto z {Haliną Szymańską}, dalej najemcą.
spotkanie z panem {Stanisławem} o 10
przelew dla {Michała Wróbla} nie doszedł
dzwonił {Rafał Piątek}, prosi o kontakt
Syn {Wojtek} ma alergię.
Dzień dobry {Jagno}, dziękuję.
lista obecności: {Nowak Jan}, {Kowalska Anna}, {Wójcik Piotr}
WNIOSKODAWCA: {KOWALCZYK EWA}
{Yusuf}'un raporu eksik, {Merve Hanım} imzalamadı
Dün {Zeynep}'e söyledim, gelecek.
{Emre}, dosyayı bana gönderir misin?
oğlum {kerem} ateşlendi
AD SOYAD: {SELİN ARSLAN}
toplantıya Cem, {Deniz} ve {Gökhan} katıldı
Saygılarımla,\\n{Burçe Tanyolaç}
Mi chiamo {Ginepra Vattelapesca} e scrivo da Bari
il paziente {CARUSO SALVATORE}, anni 67
mio figlio {Edoardo} non riesce ad accedere
{"nome": "{Ludovica}", "cognome": "{Marchesotti}"}
{"prenom": "{Gwladys}", "nom": "{Kerbradec}"}
Cordialement\\n{Maïwenn}
A dona {Conceição} pediu reembolso.
Boa tarde {Jurandira}, tudo bem?
o meu marido {Rui} trabalha ao sábado
El paciente {ROMERO VIDAL, FRANCISCO} ingresó
mi hija {Candela} tiene fiebre
meine Tochter {Frieda} kommt in die Kita
LG {Steffi}
Nachname: {Tiedemannsen}
Patient: {WHITTAKER, Joan}
my daughter {Imogen} was born in May
Proszę o kontakt z moim bratem, {Grzegorzem}.
{Kowalskiego} nie było wczoraj w pracy
Dla {Ewy Malinowskiej} i Adama
babcia {Stenka} prosi o pomoc
Mum ({Patricia}) agreed
{Kevin} und {Chantal} sind krank
{Orhan} amcaya selam söyle
Verbale: presenti {Bassi Roberto}, {Zanettin Ugoberto}
la {Dott.ssa Mantovanelli} riceve
falar com Seu {Antônio} da portaria
the witness {Deborah} said nothing
ben {cansu}, şifremi unuttum
""".strip().splitlines()
FREE = """
Hello World! Dear Customer, thank you.
Best,\\nProduct Team
der PUK und die PIN der SIM, bitte im Safari prüfen
Firmo con la CIE sul sito.
Entrego no 2.º Esq., por favor
FRITZ!Box neu starten
first name: required, last name: optional
Call unknown numbers back later.
The patient carry home a leaflet.
Bonjour Madame, Monsieur, merci.
De Lisboa e Porto são três horas.
La Ferrari ha vinto a Monza.
Else it fails. Mine is empty. Tea costs 4 euros.
Nad Morze Bałtyckie jedziemy w maju.
""".strip().splitlines()


def found_in(text: str) -> list[str]:
    return [text[one.start : one.end] for one in apart(person_spans(text))]


@pytest.mark.parametrize("line", NAMED)
def test_a_name_is_found_where_its_place_tells_it(line: str) -> None:
    said = line.replace("\\n", "\n")
    wanted = re.findall(r"\{([^{}\"]+)\}", said)
    text = re.sub(r"\{([^{}\"]+)\}", r"\1", said)
    words = {word for name in found_in(text) for word in re.findall(r"[^\W\d_]+", name)}
    assert {word for name in wanted for word in re.findall(r"[^\W\d_]+", name)} - {
        "Hanım",
        "Dott",
        "ssa",
    } <= words


@pytest.mark.parametrize("line", FREE)
def test_ordinary_words_in_capitals_are_no_names(line: str) -> None:
    assert found_in(line.replace("\\n", "\n")) == []


def test_a_column_of_names_is_found_by_its_heading() -> None:
    text = "id;nazwisko;miasto\n1;Brzęczyszczykiewicz;Opole\n2;Gżegżółka;Radom\n"
    assert found_in(text) == ["Brzęczyszczykiewicz", "Gżegżółka"]
