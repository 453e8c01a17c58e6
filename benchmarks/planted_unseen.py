# ruff: noqa: RUF001, E501
"""Names and values that nobody had looked at when the rules of redaction were written.

Written after the rules, in other sentences than those of `planted_values`: as programs write them
(JSON, tables, signatures), in the middle of texts, family name first, in capitals. `BLIND` is what
was found at the first look; the rules for names in records were written after it.
"""

from __future__ import annotations

import random
import string
from collections.abc import Iterator

from planted_values import ALNUM, HEX, Planted

FRAMES = {
    "en": ('{{"customer": "{}", "items": 2}}', "Ticket 4411 | {} | open | lamp broken", "As agreed yesterday, {} will collect the keys and lock up.", "The package was left with a neighbour, {}, on Monday.", "Kind regards\n{}\nHead of Sales"),
    "de": ('{{"kunde": "{}", "menge": 2}}', "Vorgang 4411 | {} | offen | Lampe defekt", "Wie gestern besprochen, holt {} die Schlüssel ab.", "Das Paket liegt bei der Nachbarin, {}, seit Montag.", "Mit freundlichen Grüßen\n{}\nLeitung Vertrieb"),
    "fr": ('{{"client": "{}", "articles": 2}}', "Dossier 4411 | {} | ouvert | lampe cassée", "Comme convenu hier, {} viendra chercher les clés.", "Le colis est chez la voisine, {}, depuis lundi.", "Bien à vous\n{}\nDirection des ventes"),
    "es": ('{{"cliente": "{}", "cantidad": 2}}', "Caso 4411 | {} | abierto | lámpara rota", "Como acordamos ayer, {} recogerá las llaves.", "El paquete está con la vecina, {}, desde el lunes.", "Un saludo\n{}\nDirección de ventas"),
    "it": ('{{"cliente": "{}", "quantita": 2}}', "Caso 4411 | {} | aperto | lampada rotta", "Come concordato ieri, {} ritirerà le chiavi.", "Il pacco è dalla vicina, {}, da lunedì.", "Cordiali saluti\n{}\nDirezione vendite"),
    "pl": ('{{"klient": "{}", "sztuk": 2}}', "Sprawa 4411 | {} | otwarta | lampa zepsuta", "Jak ustalono wczoraj, {} odbierze klucze.", "Paczka jest u sąsiadki, {}, od poniedziałku.", "Z poważaniem\n{}\nDział sprzedaży"),
    "ru": ('{{"клиент": "{}", "штук": 2}}', "Дело 4411 | {} | открыто | лампа сломана", "Как договорились вчера, {} заберёт ключи.", "Посылка у соседки, это {}, с понедельника.", "С наилучшими пожеланиями\n{}\nОтдел продаж"),
    "zh": ('{{"客户": "{}", "数量": 2}}', "工单4411 | {} | 未处理 | 灯坏了", "按昨天说的，{}会来取钥匙。", "包裹在邻居{}那里。", "此致\n{}\n销售部"),
}  # fmt: skip
NAMES = {
    "en": "Harriet Blythe|Samuel Adeyemi|Poppy Langford|Nikhil Desai|Bridget Donnelly|Curtis Vaughn|Leah Abramson|Rhys Pritchard|Shanice Campbell|Theodore Winslow",
    "de": "Ingrid Hartwig|Ömer Aksoy|Friedhelm Busch|Leonie Stadler|Ralf Kästner|Theresa Huber|Volker Mertens|Ayla Öztürk|Benedikt Rösch|Cordula Thiele",
    "fr": "Véronique Lacroix|Maxence Girard|Awa Traoré|Quentin Dupuis|Brigitte Maillard|Karim Belkacem|Léa Fournier|Stéphane Bonnet|Anaïs Colin|Gérard Pelletier",
    "es": "Soledad Carrasco|Mateo Villanueva|Almudena Prieto|Wilmer Huamán|Inmaculada Rueda|Óscar Benítez|Abril Figueroa|Ignacio Soto|Remedios Ortega|Bruno Gallardo",
    "it": "Antonella Greco|Matteo Guidi|Rosalba Ferri|Tommaso Sala|Michela Barone|Enzo Palumbo|Viola Martinelli|Leonardo Sartori|Concetta Leone|Filippo Negri",
    "pl": "Beata Wilk|Stanisław Kołodziej|Aleksandra Malinowska|Wiesław Sadowski|Dorota Zając|Jakub Bielecki|Renata Głowacka|Kamil Tomczyk|Teresa Laskowska|Marek Urban",
    "ru": "Елена Виноградова|Борис Калинин|Вероника Сафонова|Тимур Гайсин|Лариса Беляева|Роман Пахомов|Зинаида Ершова|Андрей Панов|Полина Нестерова|Олег Суханов",
    "zh": "李雪琴|陈志远|王立军|张桂芳|刘思远|赵敏|吴国华|孙丽萍|周子豪|黄建平",
}  # fmt: skip


BLIND = {
    "secret": (18, 20), "formatted": (19, 20), "name en": (8, 10), "name de": (9, 10), "name fr": (8, 10),
    "name es": (8, 10), "name it": (9, 10), "name pl": (8, 10), "name ru": (9, 10), "name zh": (7, 10),
}  # fmt: skip
"""Found, of how many."""


def names() -> Iterator[Planted]:
    """Names in sentences and records; every seventh with the family name first, or in capitals."""
    for language, listed in NAMES.items():
        for at, name in enumerate(listed.split("|")):
            shown = name
            if language != "zh" and at % 7 == 5:
                shown = ", ".join(reversed(name.split(" ", 1)))
            if language != "zh" and at % 7 == 6:
                shown = name.upper()
            text = FRAMES[language][at % len(FRAMES[language])].format(shown)
            yield Planted(text, shown, "name", language)


def secrets(seed: int = 11) -> Iterator[Planted]:
    """Secrets as people paste them."""
    draw = random.Random(seed)

    def of(letters: str, count: int) -> str:
        return "".join(draw.choice(letters) for _ in range(count))

    rows = [
        ("curl -H 'api-key: {}' https://api.corp.example/v1", of(HEX, 40)),
        ("I keep getting 401 with sk-proj key\n{}\nany idea?", "sk-proj-" + of(ALNUM + "-_", 120)),
        ("env:\n  - name: DATABASE_PASSWORD\n    value: x\n  - password: {}", of(ALNUM, 14) + "%9"),
        ("user=root;pwd={};host=10.0.0.5", of(ALNUM, 10) + "8"),
        ('"access_token":"{}","expires_in":3600', "ya29." + of(ALNUM + "-_", 90)),
        ("login: maria / password: {}", of(string.ascii_letters, 7) + "2024"),
        ("the pin is {} for the door", of("123456789", 6)),
        ("Kennwort ist {}", of(ALNUM, 9) + "?1"),
        ("AWS_SECRET_ACCESS_KEY: {}", of(ALNUM + "/+", 40)),
        ("ssh key:\n-----BEGIN EC PRIVATE KEY-----\n{}\n-----END EC PRIVATE KEY-----", of(ALNUM, 64)),
        ("client-secret={}&grant_type=client_credentials", of(ALNUM + "-_", 32) + "4z"),
        ("webhook https://hooks.slack.com/services/{}", f"T{of(ALNUM.upper(), 9)}/B{of(ALNUM.upper(), 9)}/{of(ALNUM, 24)}"),
        ("npmrc has _password={}", of(ALNUM, 24) + "0"),
        ("Token \"{}\" expires tomorrow", "glpat-" + of(ALNUM, 20)),
        ("SECRET_KEY = '{}'", "django-insecure-" + of(ALNUM, 40)),
        ("mysql -u app -p{} db", of(ALNUM, 12) + "5"),
        ("jdbc:postgresql://db/app?user=u&password={}", of(ALNUM, 12) + "6"),
        ("Set-Cookie: auth_token={}; Secure", of(ALNUM, 40)),
        ("x-goog-api-key: {}", "AIza" + of(ALNUM + "-_", 35)),
        ("recovery code {}", f"{of(ALNUM.lower(), 5)}-{of(ALNUM.lower(), 5)}"),
    ]  # fmt: skip
    for form, value in rows:
        yield Planted(form.replace("{}", value), value, "secret")


FORMATTED = (
    ("reply-to={}", "t.lindqvist@fjordbank.se"), ("{} (work)", "ana-maria.silva@empresa.com.br"),
    ("cell 1-646-553-2917 or mail".replace("1-646-553-2917", "{}"), "1-646-553-2917"), ("Reach us on {}.", "+33 (0)1 45 67 82 90"),
    ("Rufnummer {}", "089/24716630"), ("Tel.: {}", "+49 (0) 221 / 98 76 54 3"), ("cel: {}", "+55 11 98765-4321"), ("電話 {}", "03-5288-7461"),
    ("from 203.0.114.77 at noon".replace("203.0.114.77", "{}"), "203.0.114.77"), ("SSN: {}", "219-46-8821"),
    ("card 5500 0055 5555 5559".replace("5500 0055 5555 5559", "{}"), "5500 0055 5555 5559"), ("IBAN: {}", "AT61 1904 3002 3457 3201"),
    ("Konto {}", "CH93 0076 2011 6238 5295 7"), ("my account is {}", "GB82WEST12345698765432"), ("birthday: {}", "3/9/1991"),
    ("nata il {}", "14.07.1966"), ("wohnhaft Am Hang, {}", "Goethestraße 112"), ("deliver to {}", "88 Harbour Lane"), ("adresse: {}", "45 avenue de la République"),
    ("passport no. {}", "C4F7 82913".replace(" ", "")),
)  # fmt: skip
"""Written by hand, with check digits from the standards' own examples."""


def formatted() -> Iterator[Planted]:
    """Values that have a form."""
    for form, value in FORMATTED:
        yield Planted(form.replace("{}", value), value, "formatted")
