"""Numbers written out as people say them: not made of the rules under test."""

from __future__ import annotations


def _words(text: str) -> list[str]:
    return text.split()


_EN = _words(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
)
_EN_TENS = _words("twenty thirty forty fifty sixty seventy eighty ninety")
_PT = _words(
    "zero um dois três quatro cinco seis sete oito nove dez onze doze treze quatorze quinze dezesseis "
    "dezessete dezoito dezenove"
)
_PT_TENS = _words("vinte trinta quarenta cinquenta sessenta setenta oitenta noventa")
_PT_HUNDREDS = _words(
    "cento duzentos trezentos quatrocentos quinhentos seiscentos setecentos oitocentos novecentos"
)
_ES = _words(
    "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis "
    "diecisiete dieciocho diecinueve veinte veintiuno veintidós veintitrés veinticuatro veinticinco "
    "veintiséis veintisiete veintiocho veintinueve"
)
_ES_TENS = _words("treinta cuarenta cincuenta sesenta setenta ochenta noventa")
_ES_HUNDREDS = _words(
    "ciento doscientos trescientos cuatrocientos quinientos seiscientos setecientos ochocientos novecientos"
)


def spell(number: int, language: str) -> str:
    """0 to 999,999 in words, in pt, en or es."""
    return {"pt": _portuguese, "en": _english, "es": _spanish}[language](number)


def digits(text: str, language: str) -> str:
    """One digit at a time."""
    return " ".join({"pt": _PT, "en": _EN, "es": _ES}[language][int(each)] for each in text)


def _english(number: int) -> str:
    if number < 20:
        return _EN[number]
    if number < 100:
        tens, ones = divmod(number, 10)
        return _EN_TENS[tens - 2] + (f"-{_EN[ones]}" if ones else "")
    if number < 1_000:
        hundreds, rest = divmod(number, 100)
        return f"{_EN[hundreds]} hundred" + (f" and {_english(rest)}" if rest else "")
    thousands, rest = divmod(number, 1_000)
    joint = " and " if 0 < rest < 100 else " "
    return f"{_english(thousands)} thousand" + (joint + _english(rest) if rest else "")


def _portuguese(number: int) -> str:
    if number < 20:
        return _PT[number]
    if number == 100:
        return "cem"
    if number < 1_000:
        size, names = (10, ["", *_PT_TENS]) if number < 100 else (100, _PT_HUNDREDS)
        head, rest = divmod(number, size)
        return names[head - 1] + (f" e {_portuguese(rest)}" if rest else "")
    thousands, rest = divmod(number, 1_000)
    head_words = "mil" if thousands == 1 else f"{_portuguese(thousands)} mil"
    joint = " e " if rest < 100 or rest % 100 == 0 else " "
    return head_words + (joint + _portuguese(rest) if rest else "")


def _spanish(number: int) -> str:
    if number < 30:
        return _ES[number]
    if number == 100:
        return "cien"
    if number < 100:
        tens, ones = divmod(number, 10)
        return _ES_TENS[tens - 3] + (f" y {_ES[ones]}" if ones else "")
    if number < 1_000:
        hundreds, rest = divmod(number, 100)
        return _ES_HUNDREDS[hundreds - 1] + (f" {_spanish(rest)}" if rest else "")
    thousands, rest = divmod(number, 1_000)
    before = (
        _spanish(thousands).removesuffix("o")
        if thousands % 10 == 1 and thousands != 11
        else _spanish(thousands)
    )
    return ("mil" if thousands == 1 else f"{before} mil") + (f" {_spanish(rest)}" if rest else "")
