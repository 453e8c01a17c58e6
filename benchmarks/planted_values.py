# ruff: noqa: RUF001, E501
"""Secrets and personal values that are planted in texts, to see whether redaction finds them.

Keys are made at random in the forms that vendors document; none was ever issued. Names were written
down by hand as people of each country might be called, without a look at any list, and stand in
sentences of their language; half of the sentences have no word that announces a name.
"""

from __future__ import annotations

import base64
import importlib
import json
import random
import string
from collections.abc import Callable, Iterator
from dataclasses import dataclass

ALNUM = string.ascii_letters + string.digits
HEX = "0123456789abcdef"


@dataclass(frozen=True)
class Planted:
    """A text and what stands in it that must not be written."""

    text: str
    value: str
    kind: str
    """`secret`, `formatted` or `name`."""
    language: str = "en"


def _of(draw: random.Random, letters: str, count: int) -> str:
    return "".join(draw.choice(letters) for _ in range(count))


def secrets(seed: int = 1) -> Iterator[Planted]:
    """Keys, tokens, passwords and connection strings, in configuration, code and prose."""
    draw = random.Random(seed)
    url = ALNUM + "-_"

    def jwt() -> str:
        parts = ({"alg": "HS256", "typ": "JWT"}, {"sub": _of(draw, HEX, 8), "exp": 1})
        head = (
            base64.urlsafe_b64encode(json.dumps(one).encode()).decode().rstrip("=") for one in parts
        )
        return f"{'.'.join(head)}.{_of(draw, url, 43)}"

    def block(kind: str) -> str:
        body = "\n".join(_of(draw, ALNUM + "+/", 64) for _ in range(4))
        return f"-----BEGIN {kind}PRIVATE KEY-----\n{body}\n-----END {kind}PRIVATE KEY-----"

    forms: list[tuple[str, Callable[[], str]]] = [
        (
            "export OPENAI_API_KEY={}",
            lambda: "sk-proj-" + _of(draw, url, 74) + "T3BlbkFJ" + _of(draw, url, 74),
        ),
        (
            "My key {} stopped working today.",
            lambda: "sk-" + _of(draw, ALNUM, 20) + "T3BlbkFJ" + _of(draw, ALNUM, 20),
        ),
        ("ANTHROPIC: {}", lambda: "sk-ant-api03-" + _of(draw, url, 93) + "AA"),
        ("key={}&q=rain", lambda: "AIza" + _of(draw, url, 35)),
        ("Is {} still valid?", lambda: "gsk_" + _of(draw, ALNUM, 52)),
        ("huggingface-cli login --token {}", lambda: "hf_" + _of(draw, ALNUM, 34)),
        (
            "aws_access_key_id = {}",
            lambda: "AKIA" + _of(draw, string.ascii_uppercase + "234567", 16),
        ),
        ("aws_secret_access_key = {}", lambda: _of(draw, ALNUM + "+/", 40)),
        ("git clone with {} fails", lambda: "ghp_" + _of(draw, ALNUM, 36)),
        ("token: {}", lambda: "github_pat_" + _of(draw, ALNUM, 22) + "_" + _of(draw, ALNUM, 59)),
        ("GitLab says {} is expired", lambda: "glpat-" + _of(draw, url, 20)),
        (
            "SLACK_TOKEN='{}'",
            lambda: (
                f"xoxb-{_of(draw, string.digits, 12)}-{_of(draw, string.digits, 12)}-{_of(draw, ALNUM, 24)}"
            ),
        ),
        ('stripe.api_key = "{}"', lambda: "sk_live_" + _of(draw, ALNUM, 24)),
        ("Sendgrid key {} here", lambda: f"SG.{_of(draw, url, 22)}.{_of(draw, url, 43)}"),
        ("npm config set //registry/:_authToken={}", lambda: "npm_" + _of(draw, ALNUM, 36)),
        ("twine upload -p {}", lambda: "pypi-" + _of(draw, url, 90)),
        ("Authorization: Bearer {}", lambda: _of(draw, url, 40)),
        (
            "Authorization: Basic {}",
            lambda: base64.b64encode(f"u:{_of(draw, ALNUM, 14)}".encode()).decode(),
        ),
        ("The session {} was refused", jwt),
        ("Please check this:\n{}\nThanks", lambda: block("RSA ")),
        ("id_ed25519 holds\n{}", lambda: block("OPENSSH ")),
        ('{"password": "{}"}', lambda: _of(draw, ALNUM, 9) + "!7"),
        (
            "password: {}",
            lambda: _of(draw, string.ascii_lowercase, 7) + _of(draw, string.digits, 3),
        ),
        ("My password is {} and I cannot log in", lambda: _of(draw, ALNUM, 8) + "#1"),
        ("Das Passwort: {}", lambda: _of(draw, ALNUM, 8) + "$2"),
        ("la contraseña es {}", lambda: _of(draw, ALNUM, 9) + "9"),
        ("mot de passe : {}", lambda: _of(draw, ALNUM, 8) + "!3"),
        ("пароль: {}", lambda: _of(draw, ALNUM, 8) + "4"),
        ("密码：{}", lambda: _of(draw, ALNUM, 8) + "5"),
        ("DB_PASSWORD={}", lambda: _of(draw, ALNUM, 16) + "7"),
        ("client_secret: {}", lambda: _of(draw, ALNUM + "~.-", 34) + "8a"),
        ("GOOGLE_CLIENT_SECRET={}", lambda: "GOCSPX-" + _of(draw, url, 28)),
        (
            "AccountKey={};EndpointSuffix=core.windows.net",
            lambda: _of(draw, ALNUM + "+/", 86) + "==",
        ),
        ("vault login {}", lambda: "hvs." + _of(draw, url, 24)),
        ("api key is {}", lambda: _of(draw, HEX, 32)),
        ("X-API-Key: {}", lambda: _of(draw, ALNUM, 24) + "3"),
        ("dapi token {} for the cluster", lambda: "dapi" + _of(draw, HEX, 32)),
        ("shopify {} app", lambda: "shpat_" + _of(draw, HEX, 32)),
        (
            "Telegram bot {} is down",
            lambda: f"{_of(draw, string.digits, 10)}:AA{_of(draw, url, 33)}",
        ),
        ("whsec: {}", lambda: "whsec_" + _of(draw, ALNUM, 32)),
        ("cookie session_token={}; path=/", lambda: _of(draw, ALNUM, 48)),
        ("What is {} ? I found it in our repo", lambda: _of(draw, ALNUM + "+/", 44)),
    ]
    for form, make in forms:
        value = make()
        yield Planted(form.replace("{}", value), value, "secret")
    for scheme, host in (
        ("postgres", "db.corp.internal/app"),
        ("mongodb+srv", "c0.mongodb.net"),
        ("redis", "cache:6379"),
        ("amqp", "mq:5672"),
        ("https", "git.corp.example/x.git"),
    ):
        value = _of(draw, ALNUM, 12) + "9"
        yield Planted(f"Use {scheme}://svc:{value}@{host} for it.", value, "secret")


def formatted(seed: int = 2) -> Iterator[Planted]:
    """Mail, phones, accounts, cards, ids, dates of birth, addresses: valid ones, made at random."""
    draw = random.Random(seed)
    digits = string.digits

    def valid(module: str, make: Callable[[], str]) -> str:
        check: Callable[[str], bool] = importlib.import_module(f"stdnum.{module}").is_valid
        while not check(found := make()):
            pass
        return str(found)

    def iban(country: str, own: str) -> str:
        moved = "".join(str(int(ch, 36)) for ch in f"{own}{country}00")
        return f"{country}{98 - int(moved) % 97:02d}{own}"

    def spaced(text: str, size: int = 4) -> str:
        return " ".join(text[at : at + size] for at in range(0, len(text), size))

    def card(first: str, size: int) -> str:
        return valid("luhn", lambda: first + _of(draw, digits, size - len(first)))

    rows = [
        ("Write to {} please.", "j.smith84@northwind-traders.com"),
        ("Contact: {}", "maria.lopez@correo.es"),
        ("Meine Adresse ist {}.", "k.schröder@beispielfirma.de"),
        ("cc {} and reply", "o'brien+news@mail.co.uk"),
        ("<{}> wrote:", "piotr_nowak@wp.pl"),
        ("邮箱：{}", "wangwei1990@qq.com"),
        ("Почта {} не работает", "ivanov.sergey@yandex.ru"),
        ("Call me at {}.", "+1 415-867-4312"),
        ("Ring {} after six", "+44 7911 486 213"),
        ("Tel. {}", "030 74829163"),
        ("Mobil: {}", "0171 5839204"),
        ("Mon numéro est le {}.", "06 48 27 91 35"),
        ("Llámame al {}", "+34 612 48 73 90"),
        ("il mio cellulare è {}", "+39 347 518 2946"),
        ("telefon {}", "+48 601 284 739"),
        ("телефон {}", "+7 916 482-73-15"),
        ("手机 {}", "+86 138 1749 2836"),
        ("(office) {}", "(212) 736-5081"),
        ("phone: {}", "415.867.4312"),
        ("Überweisung an {} bis Freitag", spaced(iban("DE", _of(draw, "12345678", 8) + _of(draw, digits, 10)))),
        ("IBAN {}", iban("NL", "INGB" + _of(draw, digits, 10))),
        ("compte {}", spaced(iban("FR", _of(draw, digits, 23)))),
        ("cuenta {}", iban("ES", _of(draw, digits, 20))),
        ("konto {}", spaced(iban("PL", _of(draw, digits, 24)))),
        ("to {} at Barclays", iban("GB", "BARC" + _of(draw, digits, 14))),
        ("Card {} was declined", spaced(card("4", 16))),
        ("carte {}", card("53", 16)),
        ("amex {}", card("37", 15)),
        ("The card number is {}.", "-".join(spaced(card("4", 16)).split())),
        ("SSN {}", valid("us.ssn", lambda: f"{draw.randint(101, 665):03d}-{draw.randint(10, 99)}-{draw.randint(1000, 9999)}")),
        ("DNI {}", valid("es.dni", lambda: _of(draw, digits, 8) + draw.choice(string.ascii_uppercase))),
        ("NIE: {}", valid("es.nie", lambda: "Y" + _of(draw, digits, 7) + draw.choice(string.ascii_uppercase))),
        ("PESEL {}", valid("pl.pesel", lambda: f"{draw.randint(50, 99)}{draw.randint(1, 12):02d}{draw.randint(1, 28):02d}" + _of(draw, digits, 5))),
        ("Steuer-ID {}", valid("de.idnr", lambda: draw.choice("123456789") + _of(draw, digits, 10))),
        ("CPF {}", valid("br.cpf", lambda: f"{_of(draw, digits, 3)}.{_of(draw, digits, 3)}.{_of(draw, digits, 3)}-{_of(draw, digits, 2)}")),
        ("numéro de sécurité sociale {}", valid("fr.nir", lambda: "2" + f"{draw.randint(50, 99)}{draw.randint(1, 12):02d}" + "75" + _of(draw, digits, 8))),
        ("codice fiscale {}", valid("it.codicefiscale", lambda: "RSSMRA" + f"{draw.randint(50, 99)}" + "A" + f"{draw.randint(1, 28):02d}" + "H501" + draw.choice(string.ascii_uppercase))),
        ("Aadhaar {}", valid("in_.aadhaar", lambda: spaced(draw.choice("23456789") + _of(draw, digits, 11)))),
        ("身份证 {}", valid("cn.ric", lambda: "110101" + f"19{draw.randint(50, 99)}{draw.randint(1, 12):02d}{draw.randint(1, 28):02d}" + _of(draw, digits, 4))),
        ("NI number {}", "QQ 12 34 56 C".replace("QQ", "JG")),
        ("AHV {}", valid("ch.ssn", lambda: f"756.{_of(draw, digits, 4)}.{_of(draw, digits, 4)}.{_of(draw, digits, 2)}")),
        ("Passport number: {}", "P" + _of(draw, digits, 8)),
        ("СНИЛС {}", f"{_of(draw, digits, 3)}-{_of(draw, digits, 3)}-{_of(draw, digits, 3)} {_of(draw, digits, 2)}"),
        ("born on {}", "14/03/1982"),
        ("geboren am {}", "07.11.1975"),
        ("née le {}", "23-06-1990"),
        ("DOB: {}", "1988-02-29"),
        ("дата рождения: {}", "05.09.1969"),
        ("Login from {} failed", "84.17.49.203"),
        ("X-Forwarded-For: {}", "2a01:4f8:c17:b0f::2"),
        ("Ship it to {}.", "1427 Maple Grove Avenue"),
        ("Ich wohne in der {}", "Lindenstraße 48"),
        ("j'habite {}", "12 rue Victor Hugo"),
        ("vivo en {}", "Calle de Alcalá 231"),
        ("abito in {}", "Via Garibaldi 17"),
        ("mieszkam na {}", "ul. Marszałkowska 84"),
    ]  # fmt: skip
    for form, value in rows:
        yield Planted(form.replace("{}", value), value, "formatted")


FRAMES = {
    "en": (
        "My name is {} and the parcel never came.", "Please forward this to {} before noon.", "{} ordered two lamps last week.",
        "I spoke with {} about the refund.", "Dear {}, your claim was approved.",
    ),
    "de": (
        "Mein Name ist {} und das Paket fehlt.", "Bitte leiten Sie das an {} weiter.", "{} hat letzte Woche zwei Lampen bestellt.",
        "Ich habe mit {} über die Erstattung gesprochen.", "Sehr geehrte Frau {}, Ihr Antrag ist da.",
    ),
    "fr": (
        "Je m'appelle {} et le colis manque.", "Merci de transmettre ceci à {} avant midi.", "{} a commandé deux lampes.",
        "J'ai parlé avec {} du remboursement.", "Bonjour Madame {}, votre dossier est prêt.",
    ),
    "es": (
        "Me llamo {} y no llegó el paquete.", "Por favor, envíe esto a {} antes del mediodía.", "{} pidió dos lámparas.",
        "Hablé con {} sobre el reembolso.", "Estimada {}, su solicitud fue aprobada.",
    ),
    "it": (
        "Mi chiamo {} e il pacco non è arrivato.", "Inoltri questo a {} prima di mezzogiorno.", "{} ha ordinato due lampade.",
        "Ho parlato con {} del rimborso.", "Gentile {}, la sua richiesta è stata approvata.",
    ),
    "pl": (
        "Nazywam się {} i paczka nie dotarła.", "Proszę przekazać to do: {}.", "{} zamawia dwie lampy.",
        "W tej sprawie dzwoni {} z działu zwrotów.", "Szanowna Pani {}, wniosek przyjęto.",
    ),
    "ru": (
        "Меня зовут {}, посылка не пришла.", "Передайте это, пожалуйста: {}.", "{} заказывает две лампы.",
        "По поводу возврата звонит {} из отдела.", "Здравствуйте, {}! Ваша заявка одобрена.",
    ),
    "zh": ("我叫{}，包裹没有收到。", "请把这个转给{}。", "{}上周订了两盏灯。", "我和{}谈过退款的事。", "尊敬的{}女士，您的申请已通过。"),
    "ja": ("名前は{}です。荷物が届きません。", "これを{}に転送してください。", "{}が先週ランプを二つ注文しました。", "返金について{}と話しました。", "{}様、申請が承認されました。"),
    "ar": ("اسمي {} ولم يصل الطرد.", "يرجى تحويل هذا إلى {} قبل الظهر.", "{} طلب مصباحين.", "تحدثت مع {} عن الاسترداد.", "السيدة {}، تمت الموافقة."),
    "hi": ("मेरा नाम {} है और पार्सल नहीं आया।", "कृपया इसे {} को भेजें।", "{} ने दो लैंप मँगाए।", "मैंने {} से बात की।", "प्रिय {}, आपका आवेदन स्वीकृत है।"),
    "tr": ("Benim adım {} ve paket gelmedi.", "Lütfen bunu {} adlı kişiye iletin.", "{} iki lamba sipariş etti.", "İade hakkında {} ile konuştum.", "Sayın {}, başvurunuz onaylandı."),
}  # fmt: skip
NAMES = {
    "en": "Rachel Thornton|Oliver Whitcombe|Priya Raman|Marcus Okafor|Hannah O'Leary|Tyrone Jefferson|Emily-Jane Carter|Liam Gallagher|Aisha Rahman|Dwayne Pruitt|Charlotte Ashworth|Ethan Goldberg|Megan Lloyd|Callum McAllister|Chidi Nwosu|Beatrice Holloway|Noah Fitzgerald|Zoe Pemberton|Desmond Achebe|Kayla Robinson|Graham Sutcliffe|Imogen Hartley|Trevor Blackwood|Saoirse Kennedy|Jamal Washington",
    "de": "Anneliese Krüger|Thorsten Büchner|Jürgen Schäfer|Katrin Vogelsang|Mehmet Yıldırım|Lieselotte Brandt|Dominik Hofstätter|Sabine Weidner|Uwe Petersen|Franziska Lindemann|Holger Stracke|Birgit Neumann|Matthias Obermeier|Gesine Harms|Rüdiger Knoll|Silke Baumgartner|Emre Kaya|Hannelore Fuchs|Detlef Zimmermann|Ulrike von Stetten|Jannik Rademacher|Svenja Lorenz|Wolfgang Pichler|Heike Schröder|Karsten Dietz",
    "fr": "Élodie Marchand|Thibault Lemoine|Aurélie Fontaine|Mamadou Diallo|Jean-Baptiste Roussel|Camille Perrault|Gaëlle Le Goff|Yves Chevallier|Fatima Benali|Bastien Carpentier|Mathilde Rousselot|Guillaume Bertin|Solène Kervella|Rachid Haddad|Margaux Delacroix|Étienne Gauthier|Océane Barbier|Pascal Jacquemin|Clémence Vasseur|Hugo Lambert|Noémie Tessier|Ludovic Blanchard|Sandrine Poulain|Arnaud de Villiers|Inès Moreau",
    "es": "Guadalupe Hernández Ríos|Álvaro Cifuentes|Begoña Echevarría|Joaquín Santamaría|Ximena Quispe|Rodrigo Valdés|Macarena Fuentes|Íñigo Arrieta|Rocío del Pino|Leandro Paredes|Pilar Montenegro|Hernán Bustamante|Nuria Casals|Facundo Peralta|Esperanza Molina|Gonzalo Ibáñez|Yolanda Cabrera|Sergio Olmedo|Catalina Restrepo|Emilio Zamora|Paloma Herrero|Ramiro Escobar|Lucía Navarrete|Iván Aguirre|Marisol Trujillo",
    "it": "Giuseppina Esposito|Lorenzo Bianchi|Federica Colombo|Salvatore Caruso|Ludovica Ferrara|Alessio Marchetti|Chiara De Santis|Ettore Pellegrini|Ilaria Gallo|Davide Montanari|Martina Sorrentino|Gianluca Ricci|Serena Bellini|Pasquale Russo|Elisabetta Conti|Raffaele D'Amico|Noemi Grassi|Claudio Fabbri|Arianna Vitale|Umberto Lombardo|Silvia Cattaneo|Fabrizio Marini|Benedetta Rinaldi|Carmine Amato|Giada Monti",
    "pl": "Agnieszka Wójcik|Przemysław Lewandowski|Bożena Kaczmarek|Zbigniew Mazur|Małgorzata Dąbrowska|Krzysztof Zieliński|Jadwiga Sikora|Łukasz Pawlak|Elżbieta Górska|Mateusz Jabłoński|Katarzyna Nowicka|Grzegorz Wrona|Danuta Olszewska|Bartosz Szymański|Iwona Kubiak|Radosław Baran|Halina Czerwińska|Tomasz Rutkowski|Weronika Sobczak|Sławomir Duda|Urszula Adamczyk|Michał Cieślak|Joanna Walczak|Paweł Gajewski|Zofia Borkowska",
    "ru": "Екатерина Соколова|Дмитрий Кузнецов|Ольга Николаевна Белова|Артём Лебедев|Светлана Морозова|Иван Петрович Захаров|Наталья Гусева|Михаил Воронцов|Людмила Орлова|Сергей Тихонов|Анастасия Крылова|Владимир Ильич Громов|Юлия Фомина|Константин Егоров|Татьяна Мельникова|Павел Щербаков|Ирина Савельева|Алексей Дорофеев|Марина Полякова|Григорий Зуев|Ксения Рябова|Николай Бобров|Дарья Власова|Руслан Ахметов|Галина Степанова",
    "zh": "王秀兰|李建国|张晓梅|刘志强|陈美玲|杨洋|赵文博|黄丽华|周杰|吴佳怡|徐海燕|孙浩然|马晓东|朱玉珍|胡雪|林子涵|郭明辉|何静怡|高俊杰|罗淑芬|郑国栋|梁思雨|谢婷婷|宋伟|唐雨欣",
    "ja": "佐藤美咲|鈴木健太|高橋由美子|田中一郎|渡辺さくら|伊藤大輔|山本恵子|中村翔太|小林直樹|加藤陽子|吉田拓也|山田花子|佐々木愛|松本隆|井上真由美",
    "ar": "محمد العلي|فاطمة حسن|أحمد الشمري|نورة القحطاني|خالد عبدالله|سارة إبراهيم|يوسف منصور|مريم الخطيب|عمر الحربي|ليلى سالم|طارق جابر|هدى ناصر|حسن الزهراني|رانيا خليل|سعيد العتيبي",
    "hi": "राहुल शर्मा|प्रिया वर्मा|अमित कुमार|सुनीता देवी|विकास गुप्ता|अंजलि सिंह|राजेश पटेल|कविता मिश्रा|संजय यादव|नेहा अग्रवाल|दीपक चौधरी|पूजा जोशी|मनोज तिवारी|रेखा नायर|अर्जुन रेड्डी",
    "tr": "Ayşe Demir|Mehmet Yılmaz|Zeynep Kaya|Mustafa Çelik|Elif Şahin|Hüseyin Öztürk|Fatma Arslan|Emre Doğan|Gülsüm Aydın|Burak Koç|Merve Polat|İbrahim Kurt|Selin Acar|Oğuz Kaplan|Nazlı Erdoğan",
}  # fmt: skip


def names() -> Iterator[Planted]:
    """Names in sentences of their language; surnames alone where a title stands before them."""
    for language, listed in NAMES.items():
        frames = FRAMES[language]
        for at, name in enumerate(listed.split("|")):
            frame = frames[at % len(frames)]
            titled = "Frau {" in frame or "Madame {" in frame or "Pani {" in frame
            shown = name.split(" ", 1)[1] if titled else name
            yield Planted(frame.format(shown), shown, "name", language)


ORDINARY = {
    "en": "The invoice from March lists three items: a desk, a lamp and a chair. Order 4711-0815 was shipped on Tuesday with Blue Dart Express. Is New York bigger than Los Angeles? The Bill of Rights has ten amendments. Grace periods end in May, and the Will must be signed. Please compare Windows 11 with Ubuntu 24.04 on version 10.2.3.4 of the driver. Revenue rose from 1,234,567 to 2,345,678 dollars between 2021-03-04 and 2022-05-06. The Golden Gate Bridge is in San Francisco. Project Aurora uses Apache Kafka and Google Cloud. SHA-256 of the file is e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855. The United Nations met in Geneva. Call the function parse_token(token) before login; the token is expired. Room 101 has 12 seats. Summer sale: Rose Gold Watch, Amber Necklace, Ruby Ring.",
    "de": "Die Rechnung vom März enthält drei Posten: Tisch, Lampe und Stuhl. Die Deutsche Bahn fährt nach Frankfurt am Main. Der Kunde hat die Bestellung 2024-11-0815 storniert. Was kostet der Große Brockhaus? Das Amtsgericht München hat entschieden. Im Schwarzen Meer schwimmen Delfine. Der Erste Weltkrieg begann 1914. Die Technische Universität Berlin bietet den Studiengang Maschinenbau an. Bitte das Passwort zurücksetzen. Das Neue Rathaus steht am Marienplatz.",
    "fr": "La facture de mars comporte trois articles. La Banque de France est à Paris. Le Mont Blanc culmine à 4 808 mètres. La commande 778-2024 est partie jeudi. L'Union européenne compte vingt-sept pays. La Tour Eiffel ouvre à neuf heures. Le mot de passe est obligatoire. Nous avons visité la Côte d'Azur et la Rose de France.",
    "es": "La factura de marzo tiene tres artículos. El Banco de España está en Madrid. La Ciudad de México es grande. El pedido 99-2024 salió el jueves. La Unión Europea tiene veintisiete países. La contraseña es obligatoria. El Río de la Plata separa dos países. Semana Santa cae en abril.",
    "it": "La fattura di marzo ha tre voci. La Banca d'Italia è a Roma. Il Lago di Garda è grande. L'ordine 55-2024 è partito giovedì. L'Unione Europea ha ventisette paesi. La Divina Commedia è un poema. Il Monte Rosa è alto.",
    "pl": "Faktura z marca ma trzy pozycje. Narodowy Bank Polski jest w Warszawie. Zamówienie 12-2024 wysłano w czwartek. Unia Europejska ma dwadzieścia siedem państw. Morze Bałtyckie jest zimne. Dworzec Główny jest blisko.",
    "ru": "В счёте за март три позиции. Центральный банк находится в Москве. Заказ 31-2024 отправлен в четверг. Европейский союз объединяет двадцать семь стран. Чёрное море тёплое. Красная площадь открыта. Вера и надежда важны.",
    "zh": "三月的发票有三项。中国银行在北京。订单31-2024已于周四发货。欧盟有二十七个国家。高兴地通知您，金额是一千元。黄河是中国的第二长河。王国的历史很长。请马上处理，谢谢。周末我们去看电影，何时出发？",
}  # fmt: skip
"""Text without anybody in it: what is replaced here is a mistake."""
