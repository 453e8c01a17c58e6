# ruff: noqa: RUF001
"""Units of measure and currencies: their names in text and their factors.

The table is portcheck's own, because answers name units in the prose of several languages. Each
name has one exact factor (SI Brochure 2019; NIST SP 811 for the customary units).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import cache

from msgspec import Struct

_BASE: Mapping[str, str] = {
    # dimension: factor and names, separated by semicolons; the first name is the one to show
    "length": "1 m metre metres meter meters metro metros mètre mètres metri метр метра метров;"
    "0.0254 in inch inches zoll pouces pulgadas;0.3048 ft foot feet fuß pieds pies;"
    "0.9144 yd yard yards;1609.344 mi mile miles meile meilen millas miglia milhas;1852 nmi",
    "mass": "1 g gram grams gramme grammes gramm gramos grammi gramas gr г;"
    "1000000 t tonne tonnes tonnen metric_ton metric_tons toneladas tonnellate ton* tons*;"
    "907184.74 short_ton short_tons us_ton us_tons ton* tons*;"
    "1016046.9088 long_ton long_tons ton* tons*;"
    "453.59237 lb lbs pound* pounds*;28.349523125 oz ounce ounces;6350.29318 stone",
    "volume": "1 l L liter liters litre litres litro litros litri литров;"
    "1000 m³ m3 m^3 cubic_metre cubic_metres cubic_meter cubic_meters kubikmeter;"
    "0.001 cm³ cm3 cc cubic_centimetres cubic_centimeters;"
    "3.785411784 us_gallon us_gallons us_gal gal* gallon* gallons*;"
    "4.54609 imperial_gallon imperial_gallons uk_gallon uk_gallons uk_gal gal* gallon* gallons*;"
    "0.473176473 us_pint us_pints pint* pints*;0.56826125 uk_pint uk_pints pint* pints*;"
    "0.0295735295625 us_fl_oz fl_oz* fluid_ounces*;0.0284130625 uk_fl_oz fl_oz* fluid_ounces*",
    "area": "1 m² m2 m^2 sqm sq_m square_metre square_metres square_meter square_meters qm "
    "quadratmeter mètres_carrés metros_cuadrados metri_quadrati;"
    "1000000 km² km2 km^2 sq_km square_kilometres square_kilometers quadratkilometer;"
    "0.0001 cm² cm2 cm^2;10000 ha hectare hectares hektar hectáreas ettari;"
    "4046.8564224 acre acres;0.09290304 ft² ft2 ft^2 sq_ft sqft square_foot square_feet;"
    "2589988.110336 mi² sq_mi square_mile square_miles",
    "time": "1 s sec secs second seconds sekunde sekunden seconde secondes segundos secondi "
    "secondo секунд;"
    "60 min mins minute minutes minuten minutos minuti минут;"
    "3600 h hr hrs hour hours std stunde stunden heure heures hora horas ora ore uur часов часа;"
    "86400 d day days tag tage tagen jour jours día días giorno giorni dia dias dag dagen "
    "dagar дней дня;604800 week weeks wk wks woche wochen semaine semaines semana semanas "
    "settimana settimane weken",
    "calendar": "1 month months mo monat monate monaten mois mes meses mese mesi maand maanden;"
    "3 quarter quarters;12 year years yr yrs jahr jahre jahren ans année années año años anno "
    "anni ano anos jaar лет",
    "speed": "1 m/s metres_per_second meters_per_second;"
    "1/3.6 km/h kmh kph kilometres_per_hour kilometers_per_hour km_per_hour stundenkilometer;"
    "0.44704 mph miles_per_hour mi/h;1852/3600 kn knot knots kt kts;0.3048 ft/s",
    "energy": "1 J joule joules;3600 Wh;4.184 cal calories;4184 kcal kilocalories Cal;"
    "1055.05585262 BTU",
    "power": "1 W watt watts;745.69987158227022 hp* horsepower*;735.49875 PS hp* horsepower*",
    "pressure": "1 Pa pascal pascals;100000 bar;100 mbar millibar;6894.757293168 psi;101325 atm;"
    "133.322387415 mmHg",
    "frequency": "1 Hz hertz;1/60 rpm",
    "voltage": "1 V volt volts",
    "current": "1 A amp amps ampere amperes",
    "charge": "1 Ah",
    "resistance": "1 Ω ohm ohms",
    "temperature": "1 K kelvin;1 °C C celsius degrees_celsius grad_celsius degrés_celsius "
    "grados_celsius;5/9 °F F fahrenheit degrees_fahrenheit grad_fahrenheit",
    "angle": "1 ° deg;180/3.141592653589793 rad radians",
    "share": "1/100 % percent per_cent percentage_points pct prozent pour_cent por_ciento;"
    "1/1000 ‰;1/10000 bp bps basis_points",
    "data": "1 bit bits;8 byte bytes",
    "bandwidth": "1 bit/s bps",
}  # fmt: skip
_PREFIXES: Mapping[str, tuple[str, Mapping[str, str]]] = {
    # symbol: its prefixes, and the names that take the names of these prefixes
    "m": ("k c m µ n d", {"metre": "", "metres": "", "meter": "", "meters": "", "metros": "",
                          "mètres": "", "metri": ""}),
    "g": ("k m µ", {"gram": "", "grams": "", "gramm": "", "grammes": "", "gramos": ""}),
    "l": ("m c d h", {"litre": "", "litres": "", "liter": "", "liters": ""}),
    "L": ("m c d h", {}),
    "s": ("m µ n", {"second": "", "seconds": "", "sekunden": ""}),
    "J": ("k M G", {"joule": "", "joules": ""}),
    "Wh": ("k M G T", {}),
    "W": ("k M G m", {"watt": "", "watts": ""}),
    "Pa": ("k M h", {"pascal": ""}),
    "Hz": ("k M G", {"hertz": ""}),
    "V": ("k M m", {"volt": "", "volts": ""}),
    "A": ("m", {}),
    "Ah": ("m", {}),
    "Ω": ("k M", {"ohm": "", "ohms": ""}),
    "bit": ("k M G T", {"bits": ""}),
    "bit/s": ("k M G T", {}),
}  # fmt: skip
_TIMES: Mapping[str, tuple[str, str]] = {
    "k": ("1000", "kilo"), "M": ("1000000", "mega"), "G": ("1000000000", "giga"),
    "T": ("1000000000000", "tera"), "h": ("100", "hecto"), "d": ("0.1", "deci"),
    "c": ("0.01", "centi"), "m": ("0.001", "milli"), "µ": ("0.000001", "micro"),
    "n": ("0.000000001", "nano"),
}  # fmt: skip
_OFFSETS: Mapping[str, Fraction] = {
    "°C": Fraction("273.15"), "°F": Fraction("273.15") - 32 * Fraction(5, 9),
}  # fmt: skip
_OTHER_NAMES: Mapping[str, str] = {
    "kilometre": "公里 キロメートル kilómetro kilómetros quilômetros quilómetros chilometri "
    "chilometro км километров",
    "kilogram": "公斤 キログラム kilo kilos kilogramo kilogramos chilogrammi chili "
    "quilos quilogramas кг",
    "centimetre": "см", "millimetre": "мм", "micrometre": "um μm", "microgram": "ug μg mcg",
    "microsecond": "μs", "kbit/s": "kbps", "Mbit/s": "mbps", "Gbit/s": "gbps",
}  # fmt: skip
_CURRENCIES = (
    # code, then names; * for a name that it shares, + for one that usually means another currency
    "USD 美元 ドル $* us$ dollar* dollars* us_dollar us_dollars dólares* dollari*;"
    "EUR 欧元 ユーロ € euro euros;GBP £ pound* pounds* pounds_sterling quid;JPY ¥* yen 円;"
    "CNY ¥+ yuan rmb renminbi cn¥ 元;INR ₹ rupee* rupees* rs*;CHF fr francs* franken sfr;"
    "AUD a$ au$ $+ dollars+ australian_dollars;CAD c$ ca$ $+ dollars+ canadian_dollars;"
    "NZD nz$ $+ dollars+;SGD s$ $+ dollars+;HKD hk$ $+ dollars+;MXN mx$ $+ pesos*;"
    "ARS $+ pesos+;CLP $+ pesos+;COP $+ pesos+;PHP ₱ pesos+;BRL r$ reais real;"
    "SEK kr* kronor;NOK kr* kroner*;DKK kr* kroner*;ISK kr+;PLN zł złoty zloty;CZK kč koruna;"
    "HUF forint;RON lei;BGN lev;TRY ₺ lira;RUB ₽ rubles roubles рублей руб;UAH ₴ hryvnia;"
    "KRW ₩ won;ILS ₪ shekel shekels;ZAR rand;NGN ₦ naira;THB ฿ baht;VND ₫ dong;IDR rp rupiah;"
    "MYR rm ringgit;AED dirham dirhams;SAR riyal riyals;PKR rs+ rupees+;LKR rs+ rupees+;"
    "EGP;KES;MAD;TWD nt$;PEN;COU;UYU;BTC;KWD;QAR;BHD;JOD;PYG;BOB;CRC;DOP;GTQ;GEL;KZT;AZN"
)
_CENTS = "cent* cents* ¢*"


class Unit(Struct, frozen=True, kw_only=True):
    """A possible meaning of a unit's name."""

    dimension: str
    """For example `length`, or `money EUR`, as currencies are not converted."""
    factor: Fraction
    """Factor to the dimension's base unit."""
    offset: Fraction = Fraction(0)
    """Offset that is added afterwards: 273.15 for degrees Celsius."""
    shown: str
    far_fetched: bool = False
    """Whether this meaning is rare, such as the Australian dollar for `$`."""


def _number(text: str) -> Fraction:
    above, _, below = text.partition("/")
    return Fraction(above) / Fraction(below or "1")


def _entries() -> Iterator[tuple[str, Unit]]:
    for dimension, listed in _BASE.items():
        for entry in listed.split(";"):
            factor, *names = entry.split()
            yield from _named(dimension, _number(factor), names)
    for code, unit in _binary_and_decimal():
        yield code, unit
    for entry in _CURRENCIES.split(";"):
        code, *names = entry.split()
        for name in (code, *names):
            far = name.endswith("+")
            yield (
                name.rstrip("*+").replace("_", " "),
                Unit(dimension=f"money {code}", factor=Fraction(1), shown=code, far_fetched=far),
            )
    for name in _CENTS.split():
        for code in ("USD", "EUR"):
            cent = Unit(dimension=f"money {code}", factor=Fraction(1, 100), shown=f"{code} cent")
            yield name.rstrip("*"), cent


def _named(dimension: str, factor: Fraction, names: list[str]) -> Iterator[tuple[str, Unit]]:
    first = names[0]
    unit = Unit(
        dimension=dimension, factor=factor, offset=_OFFSETS.get(first, Fraction(0)), shown=first
    )
    for name in names:
        yield name.rstrip("*").replace("_", " "), unit
    prefixes, long = _PREFIXES.get(first, ("", {}))
    for prefix in prefixes.split():
        times, spoken = _TIMES[prefix]
        shown = f"{prefix}{first}"
        larger = Unit(dimension=dimension, factor=factor * Fraction(times), shown=shown)
        spelled = [f"{spoken}{name}" for name in long]
        more = [other for name in (shown, *spelled) for other in _OTHER_NAMES.get(name, "").split()]
        for name in (shown, *spelled, *more):
            yield name, larger


def _binary_and_decimal() -> Iterator[tuple[str, Unit]]:
    """Yield units of data: in powers of 1000, or, less likely, 1024; `Gb` may be bits or bytes."""
    for power, (letter, spoken) in enumerate(
        (("k", "kilo"), ("M", "mega"), ("G", "giga"), ("T", "tera"), ("P", "peta")), 1
    ):
        bits, decimal, binary = Fraction(1000**power), 8 * Fraction(1000**power), 8 * 1024**power
        small = f"{letter}b".lower()
        for name in (f"{letter}B", f"{spoken}byte", f"{spoken}bytes", small, f"{letter}b"):
            yield name, _data(decimal, f"{letter}B")
            yield name, _data(Fraction(binary), f"{letter}iB", far_fetched=True)
        yield small, _data(bits, f"{letter}bit", far_fetched=True)
        if small != f"{letter}b":
            yield f"{letter}b", _data(bits, f"{letter}bit")
        yield f"{letter.upper()}iB", _data(Fraction(binary), f"{letter.upper()}iB")
        rate = Unit(dimension="bandwidth", factor=decimal, shown=f"{letter}B/s")
        yield f"{letter}B/s", rate


def _data(factor: Fraction, shown: str, *, far_fetched: bool = False) -> Unit:
    return Unit(dimension="data", factor=factor, shown=shown, far_fetched=far_fetched)


_MILLI_AND_MEGA = frozenset(
    {"power", "energy", "pressure", "frequency", "voltage", "current", "charge", "resistance"}
)
CODES = frozenset(entry.split()[0] for entry in _CURRENCIES.split(";"))
"""Currency codes of ISO 4217."""


@cache
def units() -> Mapping[str, tuple[Unit, ...]]:
    """Names to their possible meanings, the usual ones first; blanks divide the words of a name."""
    found = defaultdict[str, list[Unit]](list)
    for name, unit in _entries():
        found[name].append(unit)
    return {
        name: tuple(sorted(meanings, key=lambda unit: unit.far_fetched))
        for name, meanings in found.items()
    }


@cache
def _folded() -> Mapping[str, tuple[Unit, ...]]:
    """The same in lower case, if that is unambiguous."""
    found = defaultdict[str, set[str]](set)
    for name in units():
        found[name.casefold()].add(name)
    return {
        folded: units()[min(names)]
        for folded, names in found.items()
        if len({units()[name] for name in names}) == 1
    }


def meanings(name: str) -> tuple[Unit, ...]:
    """The possible meanings of a name as it is written, else without regard to case."""
    name = " ".join(name.replace(".", "").split())
    if found := units().get(name):
        return found
    found = _folded().get(name.casefold(), ())
    # In these dimensions, m is a thousandth and M a million, so case matters.
    large = any(unit.dimension in _MILLI_AND_MEGA for unit in found)
    return () if large and name[:1] in {"m", "M"} else found
