# ruff: noqa: E501, RUF001
"""Sixty secrets of many kinds, written after the rules for arguments of commands and for codes.

`BLIND` is what was found at the first look, before any rule was changed for what was missed: of all
sixty, and of each part. `BEFORE` is what the rules found that stood before those for arguments and
codes.
"""

from __future__ import annotations

import base64
import random
import string
from collections.abc import Iterator

from planted_values import ALNUM, HEX, Planted

_LOWER = string.ascii_lowercase
_DIGITS = string.digits


class Draw:
    """Random text of the shapes that people choose and machines make."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def of(self, letters: str, count: int) -> str:
        return "".join(self._random.choice(letters) for _ in range(count))

    def word(self) -> str:
        """A password as a person makes it up, with no digit."""
        return self._random.choice(
            ("Sommerregen", "quietharbor", "ZielonyKot", "marmelade", "BlueHeron")
        )

    def chosen(self) -> str:
        """A password as a person makes it up, with a digit and a mark."""
        return f"{self.word()}{self.of(_DIGITS, 2)}{self._random.choice('!$%_.')}"

    def grouped(self, size: int, groups: int, letters: str = _LOWER + _DIGITS) -> str:
        return "-".join(self.of(letters, size) for _ in range(groups))


def _arguments(draw: Draw) -> Iterator[tuple[str, str]]:
    yield "mysqldump -h 10.2.0.9 -ubackup -p{} crm | gzip > crm.sql.gz", draw.word()
    yield "$ sshpass -p '{}' rsync -a ./build deploy@web3:/srv", draw.chosen()
    yield "docker login registry.nordholz.io --username ci --password {}", draw.of(ALNUM, 18)
    yield "curl -sS -u elastic:{} https://es.nordholz.io:9200/_cat/indices", draw.of(ALNUM, 20)
    yield "PGPASSWORD={} pg_restore -h db2 -U owner -d crm dump.bin", draw.word()
    yield "redis-cli -h cache-1 --tls -a {} info memory", draw.of(ALNUM, 16)
    yield (
        "./keycloak/bin/kcadm.sh config credentials --server http://kc --user admin --password {}",
        draw.chosen(),
    )
    yield "mosquitto_sub -h broker -u meter7 -P {} -t 'plant/#'", draw.chosen()
    yield "java -Djavax.net.ssl.keyStorePassword={} -jar app.jar", draw.chosen()
    yield "ansible-vault decrypt group_vars/all.yml  # vault pass: {}", draw.chosen()
    yield (
        "az login --service-principal -u 8f1c -p {} --tenant nordholz",
        draw.of(ALNUM + "~._-", 34),
    )
    yield (
        "New-LocalUser -Name kiosk -Password (ConvertTo-SecureString '{}' -AsPlainText -Force)",
        draw.chosen(),
    )


def _connections(draw: Draw) -> Iterator[tuple[str, str]]:
    yield "DATABASE_URL=mysql+pymysql://crm:{}@10.2.0.9/crm?charset=utf8mb4", draw.of(ALNUM, 15)
    yield "Server=tcp:nh.database.windows.net;User ID=crm;Password={};Encrypt=true", draw.chosen()
    yield "celery -b amqps://worker:{}@mq.nordholz.io//", draw.word()
    yield "smtp://postmaster%40nordholz.io:{}@smtp.eu.mailgun.org:587", draw.of(HEX, 32)
    yield (
        "https://nh.blob.core.windows.net/dump?sv=2023-11-03&se=2026-12-01&sr=b&sp=r&sig={}",
        draw.of(ALNUM, 43) + "%3D",
    )
    yield "https://app.nordholz.io/reset?token={}&lang=de", draw.of(ALNUM, 28)
    yield "wss://stream.nordholz.io/v2?access_token={}", draw.of(ALNUM + "-_", 40)
    yield "https://oauth2:{}@gitlab.nordholz.io/ops/infra.git", draw.of(ALNUM, 20)


def _codes(draw: Draw) -> Iterator[tuple[str, str]]:
    yield "I lost my phone. One of my backup codes is {} and it says invalid", draw.of(_DIGITS, 8)
    yield "Use {} to sign in. This one-time code expires in 10 minutes.", draw.of(_DIGITS, 6)
    yield "Ihr Einmalpasswort: {}. Geben Sie es nicht weiter.", draw.of(_DIGITS, 6)
    yield "Der Wiederherstellungsschlüssel lautet {}", draw.grouped(6, 4, _DIGITS)
    yield "Votre code de connexion est le {}", draw.of(_DIGITS, 6)
    yield "Este es mi código de respaldo {} pero no funciona", draw.grouped(4, 2)
    yield "Il tuo codice di sicurezza per accedere è {}", draw.of(_DIGITS, 6)
    yield "Seu código de acesso: {}", draw.of(_DIGITS, 6)
    yield "Twój kod jednorazowy: {}", draw.of(_DIGITS, 6)
    yield "Tek kullanımlık şifreniz {} olarak belirlendi", draw.of(_DIGITS, 6)
    yield "Ваш одноразовый пароль {}", draw.of(_DIGITS, 6)
    yield "您的动态验证码为{}，五分钟内有效", draw.of(_DIGITS, 6)


def _files(draw: Draw) -> Iterator[tuple[str, str]]:
    yield "spring:\n  datasource:\n    username: crm\n    password: {}", draw.chosen()
    yield '<add key="SmtpPassword" value="{}" />', draw.chosen()
    yield "[remote]\ntype = sftp\nuser = nh\npass = {}", draw.of(ALNUM + "-_", 30)
    yield (
        'resource "aws_db_instance" "crm" {\n  username = "crm"\n  password = "{}"\n}',
        draw.chosen(),
    )
    yield (
        "apiVersion: v1\nkind: Secret\ndata:\n  token: {}",
        base64.b64encode(draw.of(ALNUM, 24).encode()).decode(),
    )
    yield "ROOT_PW='{}'\nuseradd -m -p \"$ROOT_PW\" ops", draw.chosen()
    yield 'const mailer = createTransport({auth: {user: "nh", pass: "{}"}})', draw.chosen()
    yield "root:$6$nh7QxT2a${}:19800:0:99999:7:::", draw.of(ALNUM + "./", 86)
    yield "PrivateKey = {}\nAddress = 10.9.0.2/32", draw.of(ALNUM + "+/", 43) + "="
    yield "| host | user | password |\n|---|---|---|\n| web3 | ops | {} |", draw.chosen()


def _prose(draw: Draw) -> Iterator[tuple[str, str]]:
    yield "The Wi-Fi password for guests is {} if anyone asks.", draw.chosen()
    yield "I changed my password from autumn to {} yesterday and now I am locked out", draw.chosen()
    yield "Das WLAN-Passwort im Büro lautet {}", draw.chosen()
    yield "Mon mot de passe est « {} », mais il est refusé", draw.chosen()
    yield "La clave del portal es {} y no entra", draw.chosen()
    yield "La password dell'ufficio è {}", draw.chosen()
    yield "A senha do sistema é {}", draw.chosen()
    yield "Hasło do poczty: {}", draw.chosen()
    yield "Modem şifresi {} idi", draw.chosen()
    yield "ログインパスワードは「{}」です", draw.chosen()


def _tokens(draw: Draw) -> Iterator[tuple[str, str]]:
    yield "why does {} get 403?", "sk-ant-api03-" + draw.of(ALNUM + "-_", 93) + "AA"
    yield "sentry dsn https://{}@o44.ingest.sentry.io/77", draw.of(HEX, 32)
    yield "terraform token {}", f"{draw.of(ALNUM, 14)}.atlasv1.{draw.of(ALNUM + '-_', 64)}"
    yield "doppler: {}", "dp.pt." + draw.of(ALNUM, 43)
    yield "DISCORD={}", f"MTA{draw.of(ALNUM, 21)}.{draw.of(ALNUM, 6)}.{draw.of(ALNUM + '-_', 38)}"
    yield "airtable pat {} was leaked", f"pat{draw.of(ALNUM, 14)}.{draw.of(HEX, 64)}"
    yield "New Relic license NRAK-{}", draw.of(ALNUM.upper(), 27)
    yield "grafana {}", "glsa_" + draw.of(ALNUM, 32) + "_" + draw.of(HEX, 8)


BLIND = {
    "all": (49, 60), "arguments": (12, 12), "connections": (8, 8), "codes": (10, 12), "files": (9, 10),
    "prose": (6, 10), "tokens": (4, 8), "formatted": (13, 14),
}  # fmt: skip
BEFORE = {"all": (21, 60), "formatted": (4, 14)}
PARTS = {
    "arguments": _arguments,
    "connections": _connections,
    "codes": _codes,
    "files": _files,
    "prose": _prose,
    "tokens": _tokens,
}


def secrets(seed: int = 29) -> Iterator[Planted]:
    """All sixty; `language` is the part."""
    draw = Draw(seed)
    for part, written in PARTS.items():
        for form, value in written(draw):
            yield Planted(form.replace("{}", value), value, "secret", part)


def formatted() -> Iterator[Planted]:
    """Formatted values that stand in Chinese, Japanese and Korean sentences without a space."""
    for form, value in _GLUED:
        yield Planted(form.replace("{}", value), value, "formatted")


_GLUED = (
    ("收货人李雪琴{}请提前联系", "13611223344"), ("陈志远{}", "18977665544"), ("打{}找我", "15033445566"), ("微信同号{}谢谢", "17712345678"),
    ("请发到{}，谢谢", "chen.zy88@163.com"), ("メールは{}までお願いします", "suzuki_k@kaisha.co.jp"), ("이메일{}로 보내주세요", "kim.jh@hoesa.co.kr"),
    ("信用卡{}被拒", "5500005555555559"), ("身份证号{}已登记", "11010119900307803X"), ("電話番号は{}です", "090-2847-1193"), ("전화번호는{}입니다", "010-4821-9937"),
    ("来自{}的登录失败", "203.0.114.77"), ("汇款到{}账户", "DE89370400440532013000"), ("护照号{}的旅客", "E83920174"),
)  # fmt: skip


def names() -> Iterator[Planted]:
    """None: names are planted in the other sets."""
    yield from ()
