"""What is shipped for callbacks: what we say before and instead of a wait, and what callers answer.

Part of the phrase book, by language and name; nothing else lives here.
"""

from __future__ import annotations

from collections.abc import Mapping

_PT_BR = {
    "queue_closed": "No momento estamos fechados.",
    "queue_full": "No momento há ligações demais na fila.",
    "callback_over": "Para que a gente ligue de volta sem perder o seu lugar, tecle {key}. "
    "Para esperar, continue na linha.",
    "callback_open": "Já combinamos de ligar para você. Para guardar o seu lugar, tecle 1.",
    "callback_or_wait": "Para cancelar e esperar na linha, tecle 2.",
    "callback_or_cancel": "Para cancelar, tecle 2.",
    "callback_kept": "O seu lugar está guardado. Nós ligaremos para você.",
    "callback_cancelled": "O pedido foi cancelado.",
    "callback_confirm": "Se o número está certo, tecle 1. Para outro número, tecle 2.",
    "callback_which_number": "Para qual número devemos ligar? Tecle o número com DDD e depois jogo da velha.",
    "callback_number_right": "{number}. Está certo? Para sim, tecle 1; para não, tecle 2.",
    "callback_number_unusable": "Não podemos ligar para esse número.",
    "callback_stays": "Então ligaremos para o número {number}.",
    "callback_noted": "Certo, está anotado.",
    "callback_when": "Para que a gente ligue assim que possível, tecle 1. Para escolher um horário, tecle 2.",
    "callback_which_time": "Em que dia e a que horas? Diga, por exemplo, amanhã às quinze horas; "
    "ou tecle a hora com quatro dígitos, de hoje ou, se já passou, de amanhã.",
    "callback_type_time": "A que horas? Tecle quatro dígitos, de hoje ou, se já passou, de amanhã.",
    "callback_time_right": "{day}, {time}. Está certo? Para sim, tecle 1; para não, tecle 2.",
    "callback_time_refused": "Nesse horário não podemos ligar.",
    "callback_soon": "Então ligaremos assim que possível.",
}

_PT_PT = {
    "queue_closed": "De momento estamos encerrados.",
    "queue_full": "De momento há demasiadas chamadas em espera.",
    "callback_over": "Para que lhe liguemos de volta sem perder o seu lugar, prima {key}. "
    "Para esperar, mantenha-se em linha.",
    "callback_open": "Já ficámos de lhe ligar. Para manter o seu lugar, prima 1.",
    "callback_or_wait": "Para cancelar e esperar em linha, prima 2.",
    "callback_or_cancel": "Para cancelar, prima 2.",
    "callback_kept": "O seu lugar está guardado. Vamos ligar-lhe.",
    "callback_cancelled": "O pedido foi cancelado.",
    "callback_confirm": "Se o número está correto, prima 1. Para outro número, prima 2.",
    "callback_which_number": "Para que número devemos ligar? Marque o número e depois prima cardinal.",
    "callback_number_right": "{number}. Está correto? Para sim, prima 1; para não, prima 2.",
    "callback_number_unusable": "Não podemos ligar para esse número.",
    "callback_stays": "Então vamos ligar para o número {number}.",
    "callback_noted": "Muito bem, fica anotado.",
    "callback_when": "Para que liguemos logo que possível, prima 1. Para escolher uma hora, prima 2.",
    "callback_which_time": "Em que dia e a que horas? Diga, por exemplo, amanhã às quinze horas; "
    "ou marque a hora com quatro algarismos, de hoje ou, se já passou, de amanhã.",
    "callback_type_time": "A que horas? Marque quatro algarismos, de hoje ou, se já passou, de amanhã.",
    "callback_time_right": "{day}, {time}. Está correto? Para sim, prima 1; para não, prima 2.",
    "callback_time_refused": "A essa hora não podemos ligar.",
    "callback_soon": "Então ligamos logo que possível.",
}

_EN_US = {
    "queue_closed": "We are closed at the moment.",
    "queue_full": "There are too many callers in line at the moment.",
    "callback_over": "To be called back without losing your place, press {key}. To wait, stay on the line.",
    "callback_open": "You have asked us to call you back. To keep your place, press 1.",
    "callback_or_wait": "To cancel it and wait on the line, press 2.",
    "callback_or_cancel": "To cancel it, press 2.",
    "callback_kept": "Your place is kept. We will call you back.",
    "callback_cancelled": "The callback is cancelled.",
    "callback_confirm": "If the number is right, press 1. For another number, press 2.",
    "callback_which_number": "On which number? Type it with its area code, then press pound.",
    "callback_number_right": "{number}. Is that right? For yes, press 1; for no, press 2.",
    "callback_number_unusable": "We cannot call that number.",
    "callback_stays": "Then we will call you on {number}.",
    "callback_noted": "Thank you, that is noted.",
    "callback_when": "To be called as soon as possible, press 1. To choose a time, press 2.",
    "callback_which_time": "On which day and at what time? Say, for example, tomorrow at three; "
    "or type the time with four digits, for today or, if it has passed, for tomorrow.",
    "callback_type_time": "At what time? Type four digits, for today or, if that has passed, for tomorrow.",
    "callback_time_right": "{day}, {time}. Is that right? For yes, press 1; for no, press 2.",
    "callback_time_refused": "We cannot call you at that time.",
    "callback_soon": "Then we will call you as soon as possible.",
}

_ES_ES = {
    "queue_closed": "En este momento estamos cerrados.",
    "queue_full": "En este momento hay demasiadas llamadas en espera.",
    "callback_over": "Para que le llamemos sin perder su lugar, pulse {key}. Para esperar, siga en línea.",
    "callback_open": "Ya tenemos pendiente llamarle. Para conservar su lugar, pulse 1.",
    "callback_or_wait": "Para cancelarlo y esperar en línea, pulse 2.",
    "callback_or_cancel": "Para cancelarlo, pulse 2.",
    "callback_kept": "Conserva su lugar. Le llamaremos.",
    "callback_cancelled": "La petición está cancelada.",
    "callback_confirm": "Si el número es correcto, pulse 1. Para otro número, pulse 2.",
    "callback_which_number": "¿A qué número le llamamos? Márquelo y después pulse almohadilla.",
    "callback_number_right": "{number}. ¿Es correcto? Para sí, pulse 1; para no, pulse 2.",
    "callback_number_unusable": "No podemos llamar a ese número.",
    "callback_stays": "Entonces le llamaremos al número {number}.",
    "callback_noted": "Muy bien, queda anotado.",
    "callback_when": "Para que le llamemos lo antes posible, pulse 1. Para elegir una hora, pulse 2.",
    "callback_which_time": "¿Qué día y a qué hora? Diga, por ejemplo, mañana a las quince horas; "
    "o marque la hora con cuatro cifras, de hoy o, si ya ha pasado, de mañana.",
    "callback_type_time": "¿A qué hora? Márquela con cuatro cifras, de hoy o, si ya ha pasado, de mañana.",
    "callback_time_right": "{day}, {time}. ¿Es correcto? Para sí, pulse 1; para no, pulse 2.",
    "callback_time_refused": "A esa hora no podemos llamarle.",
    "callback_soon": "Entonces le llamaremos lo antes posible.",
}

SENTENCES: Mapping[str, Mapping[str, str]] = {
    "pt-BR": _PT_BR,
    "pt-PT": _PT_PT,
    "en-US": _EN_US,
    "es-ES": _ES_ES,
}

_PT_WORDS = {
    "call_back": ("me liga de volta", "liguem de volta", "ligar de volta", "prefiro que liguem", "retorno"),
    "wait": ("esperar", "eu espero", "vou esperar", "prefiro esperar", "esperar na linha"),
    "keep": ("guardar o meu lugar", "guardar", "manter", "manter o lugar", "deixa assim"),
    "cancel": ("cancelar", "cancela", "cancele", "cancelar e esperar", "quero esperar"),
    "right": ("está certo", "esse número", "o número está certo"),
    "another": ("outro número", "para outro número", "mudar o número", "outro"),
    "soon": ("assim que possível", "o quanto antes", "agora", "logo que possível", "o mais cedo possível"),
    "choose": ("escolher um horário", "escolher", "outro horário", "mais tarde", "escolher uma hora"),
}
_EN_WORDS = {
    "call_back": ("call me back", "a callback", "callback", "call back", "please call me"),
    "wait": ("wait", "i will wait", "stay on the line", "i would rather wait", "hold"),
    "keep": ("keep my place", "keep it", "keep", "leave it", "keep the callback"),
    "cancel": ("cancel", "cancel it", "cancel the callback", "wait on the line", "i will wait"),
    "right": ("that is right", "this number", "the number is right"),
    "another": ("another number", "a different number", "change the number", "another one"),
    "soon": ("as soon as possible", "soon", "now", "right away", "as soon as you can"),
    "choose": ("choose a time", "choose", "another time", "later", "a later time"),
}
_ES_WORDS = {
    "call_back": ("que me llamen", "llámenme", "prefiero que me llamen", "devolver la llamada", "llamada"),
    "wait": ("esperar", "espero", "prefiero esperar", "esperar en línea", "sigo en línea"),
    "keep": ("conservar mi lugar", "conservar", "mantener", "mantener mi lugar", "déjelo así"),
    "cancel": ("cancelar", "cancele", "cancelarlo", "cancelar y esperar", "quiero esperar"),
    "right": ("es correcto", "ese número", "el número es correcto"),
    "another": ("otro número", "a otro número", "cambiar el número", "otro"),
    "soon": ("lo antes posible", "cuanto antes", "ahora", "ya", "en cuanto puedan"),
    "choose": ("elegir una hora", "elegir", "otra hora", "más tarde", "a otra hora"),
}

ANSWERS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "pt-BR": _PT_WORDS,
    "pt-PT": _PT_WORDS,
    "en-US": _EN_WORDS,
    "es-ES": _ES_WORDS,
}
"""How callers say what a key says."""
