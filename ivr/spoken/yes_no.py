"""Yes and no in Portuguese, English and Spanish. May live here: their words, and which outweighs which."""

from __future__ import annotations

from ivr.spoken.digits import spoken_key
from ivr.spoken.lexicon import LANGUAGES
from ivr.spoken.text import POLITE, base, contains, split

_ANSWERS = {"pt": ("sim", "não"), "en": ("yes", "no"), "es": ("sí", "no")}

_YES = {
    "pt": (
        "sim", "s", "isso", "isso mesmo", "isso aí", "é isso", "certo", "certinho", "certíssimo",
        "correto", "correta", "exato", "exata", "exatamente", "claro", "com certeza", "confirmo",
        "confirmado", "pode ser", "aceito", "concordo", "perfeito", "beleza", "ok", "okay", "tá bom",
        "tá certo", "está bem", "está bom", "uhum", "aham", "ahã", "ótimo", "de acordo", "pois", "pois é",
        "lógico", "óbvio", "evidentemente", "positivo", "afirmativo", "combinado", "fechado", "verdade",
        "justamente", "tudo bem",
    ),
    "en": (
        "yes", "yeah", "yep", "yup", "yah", "ya", "y", "aye", "right", "correct", "sure", "ok", "okay",
        "exactly", "of course", "absolutely", "definitely", "certainly", "affirmative", "uh huh", "uhhuh",
        "mm hmm", "mhm", "indeed", "you bet", "true", "sounds good", "go ahead", "perfect", "confirm",
        "confirmed", "that's it", "for sure", "totally", "i guess so", "i think so",
        "by all means", "positive", "precisely", "all good",
    ),
    "es": (
        "sí", "s", "claro", "correcto", "correcta", "exacto", "exactamente", "por supuesto",
        "desde luego", "vale", "ok", "okay", "bueno", "de acuerdo", "afirmativo", "positivo", "cierto",
        "así es", "eso es", "eso mismo", "eso", "efectivamente", "perfecto", "confirmo", "confirmado",
        "seguro", "dale", "ándale", "órale", "está bien", "me parece bien", "obvio", "acepto", "listo",
        "ajá", "tal cual", "justo", "verdad", "puede ser",
    ),
}  # fmt: skip
_NO = {
    "pt": (
        "não", "n", "nunca", "jamais", "negativo", "negativa", "errado", "errada", "incorreto",
        "incorreta", "nada", "nem", "falso", "de jeito nenhum", "de forma alguma", "de maneira nenhuma",
        "nope", "tampouco", "nenhum", "nenhuma",
    ),
    "en": (
        "no", "nope", "nah", "n", "not", "never", "negative", "wrong", "incorrect", "uh uh", "nuh uh",
        "false", "don't", "doesn't", "isn't", "wasn't", "didn't", "can't", "won't", "wouldn't", "aren't",
        "neither",
    ),
    "es": (
        "no", "n", "nunca", "jamás", "negativo", "incorrecto", "incorrecta", "equivocado", "equivocada",
        "nada", "para nada", "en absoluto", "qué va", "tampoco", "falso", "mal", "de ninguna manera",
        "ni",
    ),
}  # fmt: skip
# These carry a no and mean yes.
_YES_AFTER_ALL = {
    "pt": (
        "por que não", "como não", "pois não", "sem dúvida", "não tem problema", "sem problema",
        "não há dúvida", "claro que sim", "não tem erro", "nada contra", "nada mal",
    ),
    "en": ("why not", "no problem", "no problems", "no doubt", "don't mind", "not wrong"),
    "es": ("por qué no", "cómo no", "sin duda", "no hay problema", "sin problema", "no hay duda"),
}  # fmt: skip
# These carry a yes or a no and mean neither.
_NEITHER = {
    "pt": (
        "não sei", "sei lá", "não tenho certeza", "não entendi", "não ouvi", "não escutei", "não lembro",
        "não percebi", "tanto faz", "claro como", "será que é isso",
    ),
    "en": (
        "not sure", "don't know", "don't understand", "didn't understand", "didn't hear", "no idea",
        "don't remember", "didn't catch", "didn't get that", "right now", "right away",
        "make sure", "be sure",
    ),
    "es": (
        "no sé", "no estoy seguro", "no estoy segura", "no entiendo", "no entendí", "no te entiendo",
        "no oí", "no escuché", "no recuerdo", "no tengo idea",
    ),
}  # fmt: skip
# Yes when nothing else is said: inside a sentence they are other words.
_WHOLE = {
    "pt": ("é", "tá", "está", "é sim", "quero", "pode", "por favor", "bom", "boa"),
    "en": ("please", "i do", "it is", "confirm", "fine", "great", "good", "that's fine"),
    "es": ("ya", "lo es", "quiero", "puede", "bien", "por favor"),
}

_LONG = 8  # words


def _plain(phrases: tuple[str, ...]) -> tuple[str, ...]:
    # As text.split leaves them: no accents, no apostrophes.
    return tuple(" ".join(split(phrase)) for phrase in phrases)


_READ = {
    language: tuple(_plain(table[language]) for table in (_NEITHER, _YES_AFTER_ALL, _NO, _YES, _WHOLE))
    for language in LANGUAGES
}


def answers(language: str) -> tuple[str, ...]:
    """Yes and no in a language, as a recogniser should expect them."""
    return _ANSWERS.get(base(language), _ANSWERS["en"])


def vocabulary(language: str) -> tuple[str, ...]:
    key = base(language)
    if key not in LANGUAGES:
        return ()
    tables = (_YES, _NO, _YES_AFTER_ALL, _NEITHER, _WHOLE)
    return tuple(dict.fromkeys(word for table in tables for phrase in table[key] for word in phrase.split()))


def aloud(value: str, language: str) -> str:
    yes, no = answers(language)
    return {"yes": yes, "no": no}.get(value, value)


def yes_or_no(text: str, language: str = "") -> bool | None:
    """True, False, or None for neither. A no anywhere outweighs a yes: "no, that is not right".

    Without a language the words of all are taken together, and a contraction of one may be the no of another.
    """
    # The question offers 1 for yes and 2 for no, and some callers say the number.
    key = spoken_key(text, language)
    if key in ("1", "2"):
        return key == "1"
    words = split(text)
    if not language:
        heard = {_meant(words, each) for each in LANGUAGES}
        return False if False in heard else True if True in heard else None
    return _meant(words, base(language) if base(language) in LANGUAGES else "en")


def _meant(words: tuple[str, ...], language: str) -> bool | None:
    neither, after_all, no, yes, whole = _READ[language]
    # In a long sentence only its ends answer: "o cartão que eu pedi ontem ainda não funciona" is no no.
    if len(words) > _LONG:
        words = (*words[:3], "-", *words[-2:])
    said = f" {' '.join(words)} "
    for phrase in neither:
        said = said.replace(f" {phrase} ", " ")
    yes_anyway = contains(said.split(), after_all)
    for phrase in after_all:
        said = said.replace(f" {phrase} ", " ")
    rest = said.split()
    if contains(rest, no):
        return False
    bare = " ".join(word for word in rest if word not in POLITE)
    return True if yes_anyway or contains(rest, yes) or {said.strip(), bare} & set(whole) else None


def read(text: str, language: str) -> str | None:
    meant = yes_or_no(text, language)
    return None if meant is None else "yes" if meant else "no"
