"""What is shipped by language and name: the sentences that we say, and what callers may say anywhere.

Values stand in braces; `phrases.py` fills them in.
"""

from __future__ import annotations

from collections.abc import Mapping

from flows.callback_phrases import SENTENCES
from flows.message_phrases import SENTENCES as MESSAGES
from flows.recording_phrases import SENTENCES as RECORDING

# Sentences are short and begin with what matters: callers interrupt. The callback says the number, so that
# a wrong one is heard at once.

_PT_BR = {
    "not_understood": "Desculpe, não entendi.",
    "no_input": "Não ouvi sua resposta.",
    "goodbye": "Obrigado por ligar. Até logo.",
    "apology": "Desculpe, tivemos um problema aqui. Você pode deixar uma mensagem, e nós retornamos.",
    "voicemail_prompt": "Deixe sua mensagem após o sinal. Para terminar, desligue ou tecle jogo da velha.",
    "voicemail_thanks": "Obrigado. Recebemos a sua mensagem.",
    "callback_promised": "Nós ligaremos para você no número {number}.",
    "callback_place_kept": "Nós ligaremos para você no número {number}. O seu lugar na fila está guardado.",
    "callback_no_number": "Não temos um número para o qual possamos ligar de volta.",
    "confirm_choice": "Você quer {choice}, certo? Diga sim ou tecle 1; diga não ou tecle 2.",
    "press_for": "Para {choice}, tecle {key}.",
    "which_of": "{first}, ou {second}? Diga qual, ou tecle {key} para a primeira e {other} para a segunda.",
    "heard_value": "Ouvi {value}. Está certo? Diga sim ou tecle 1; diga não ou tecle 2.",
    "queue_position": "Você é o número {position} da fila.",
    "queue_next": "Você é a próxima pessoa a ser atendida.",
    "queue_wait": "O tempo de espera é de cerca de {minutes} minutos.",
    "queue_wait_one": "O tempo de espera é de cerca de um minuto.",
    "queue_offer_callback": "Se preferir que a gente ligue de volta sem perder o seu lugar, tecle {key}.",
    "queue_offer_voicemail": "Para deixar uma mensagem, tecle {key}.",
    "caller_gone": "Quem ligou já desligou.",
    "not_in_service": "Este número não está em serviço.",
    "on_hold": "Obrigado por aguardar. Já voltamos a falar com você.",
    "take_call": "Há uma ligação para você. Para atender, tecle 1.",
}

# Not a copy of the Brazilian ones: people in Portugal say "prima" for a key and "cardinal" for #.
_PT_PT = {
    "not_understood": "Desculpe, não percebi.",
    "no_input": "Não ouvi a sua resposta.",
    "goodbye": "Obrigado pela sua chamada. Até à próxima.",
    "apology": "Pedimos desculpa, houve um problema. Pode deixar uma mensagem, e nós ligamos de volta.",
    "voicemail_prompt": "Deixe a sua mensagem após o sinal. Para terminar, desligue ou prima cardinal.",
    "voicemail_thanks": "Obrigado. Recebemos a sua mensagem.",
    "callback_promised": "Vamos ligar-lhe para o número {number}.",
    "callback_place_kept": "Vamos ligar-lhe para o número {number}. O seu lugar na fila fica guardado.",
    "callback_no_number": "Não temos um número para o qual possamos ligar de volta.",
    "confirm_choice": "Pretende {choice}, certo? Diga sim ou prima 1; diga não ou prima 2.",
    "press_for": "Para {choice}, prima {key}.",
    "which_of": "{first}, ou {second}? Diga qual, ou prima {key} para a primeira e {other} para a segunda.",
    "heard_value": "Ouvi {value}. Está correto? Diga sim ou prima 1; diga não ou prima 2.",
    "queue_position": "Está na posição {position} da fila.",
    "queue_next": "É a próxima pessoa a ser atendida.",
    "queue_wait": "O tempo de espera é de cerca de {minutes} minutos.",
    "queue_wait_one": "O tempo de espera é de cerca de um minuto.",
    "queue_offer_callback": "Se preferir que lhe liguemos de volta sem perder o seu lugar, prima {key}.",
    "queue_offer_voicemail": "Para deixar uma mensagem, prima {key}.",
    "caller_gone": "Quem ligou já desligou.",
    "not_in_service": "Este número não está atribuído.",
    "on_hold": "Obrigado por aguardar. Voltamos já a falar consigo.",
    "take_call": "Tem uma chamada. Para atender, prima 1.",
}

_EN_US = {
    "not_understood": "Sorry, I did not get that.",
    "no_input": "I did not hear an answer.",
    "goodbye": "Thank you for calling. Goodbye.",
    "apology": "Sorry, something went wrong. You can leave a message, and we will get back to you.",
    "voicemail_prompt": "Leave your message after the tone. When you are done, hang up or press pound.",
    "voicemail_thanks": "Thank you. We have received your message.",
    "callback_promised": "We will call you back on {number}.",
    "callback_place_kept": "We will call you back on {number}. You keep your place in line.",
    "callback_no_number": "We do not have a number on which we could call you back.",
    "confirm_choice": "You want {choice}, is that right? Say yes or press 1; say no or press 2.",
    "press_for": "For {choice}, press {key}.",
    "which_of": "{first}, or {second}? Say which, or press {key} for the first and {other} for the second.",
    "heard_value": "I heard {value}. Is that right? Say yes or press 1; say no or press 2.",
    "queue_position": "You are number {position} in line.",
    "queue_next": "You are next in line.",
    "queue_wait": "The wait is about {minutes} minutes.",
    "queue_wait_one": "The wait is about one minute.",
    "queue_offer_callback": "If you would like us to call you back without losing your place, press {key}.",
    "queue_offer_voicemail": "To leave a message, press {key}.",
    "caller_gone": "The caller has hung up.",
    "not_in_service": "This number is not in service.",
    "on_hold": "Thank you for holding. We will be right back with you.",
    "take_call": "There is a call for you. To take it, press 1.",
}

_ES_ES = {
    "not_understood": "Perdone, no le he entendido.",
    "no_input": "No he oído su respuesta.",
    "goodbye": "Gracias por llamar. Hasta pronto.",
    "apology": "Disculpe, hemos tenido un problema. Puede dejar un mensaje y le llamaremos.",
    "voicemail_prompt": "Deje su mensaje después de la señal. Para terminar, cuelgue o pulse almohadilla.",
    "voicemail_thanks": "Gracias. Hemos recibido su mensaje.",
    "callback_promised": "Le llamaremos al número {number}.",
    "callback_place_kept": "Le llamaremos al número {number}. Conserva su lugar en la cola.",
    "callback_no_number": "No tenemos un número al que podamos llamarle.",
    "confirm_choice": "Quiere {choice}, ¿verdad? Diga sí o pulse 1; diga no o pulse 2.",
    "press_for": "Para {choice}, pulse {key}.",
    "which_of": "¿{first}, o {second}? Dígalo, o pulse {key} para la primera y {other} para la segunda.",
    "heard_value": "He oído {value}. ¿Es correcto? Diga sí o pulse 1; diga no o pulse 2.",
    "queue_position": "Es el número {position} de la cola.",
    "queue_next": "Será la próxima persona en ser atendida.",
    "queue_wait": "El tiempo de espera es de unos {minutes} minutos.",
    "queue_wait_one": "El tiempo de espera es de un minuto aproximadamente.",
    "queue_offer_callback": "Si prefiere que le llamemos sin perder su lugar, pulse {key}.",
    "queue_offer_voicemail": "Para dejar un mensaje, pulse {key}.",
    "caller_gone": "Quien llamaba ya ha colgado.",
    "not_in_service": "Este número no está en servicio.",
    "on_hold": "Gracias por esperar. En seguida volvemos con usted.",
    "take_call": "Tiene una llamada. Para atenderla, pulse 1.",
}

BOOK: Mapping[str, Mapping[str, str]] = {
    "pt-BR": {**_PT_BR, **SENTENCES["pt-BR"], **MESSAGES["pt-BR"], **RECORDING["pt-BR"]},
    "pt-PT": {**_PT_PT, **SENTENCES["pt-PT"], **MESSAGES["pt-PT"], **RECORDING["pt-PT"]},
    "en-US": {**_EN_US, **SENTENCES["en-US"], **MESSAGES["en-US"], **RECORDING["en-US"]},
    "es-ES": {**_ES_ES, **SENTENCES["es-ES"], **MESSAGES["es-ES"], **RECORDING["es-ES"]},
}

# The first of each is also how we name it: "You want an agent, is that right?"

_PT_AGENT = (
    "um atendente", "atendente", "uma atendente", "falar com um atendente", "falar com uma atendente",
    "uma pessoa", "falar com uma pessoa", "falar com alguém", "um ser humano", "pessoa de verdade",
)  # fmt: skip
_PT_COMMANDS = {
    "agent": _PT_AGENT,
    "main_menu": ("o menu principal", "menu principal", "ao menu principal", "menu inicial", "ao início"),
    "repeat": ("repetir", "repita", "repete", "pode repetir", "de novo", "outra vez", "mais uma vez"),
    "go_back": ("voltar", "volta", "volte", "voltar atrás", "anterior", "menu anterior"),
}
_PT_PT_COMMANDS = {
    **_PT_COMMANDS,
    "agent": (
        "um assistente", "assistente", "uma assistente", "falar com um assistente",
        "falar com uma assistente", "um operador", "operador", "falar com um operador", *_PT_AGENT,
    ),
    "go_back": ("voltar", "voltar atrás", "volte atrás", "para trás", "anterior", "menu anterior"),
}  # fmt: skip
_EN_COMMANDS = {
    "agent": (
        "an agent", "agent", "talk to an agent", "speak to an agent", "speak with an agent", "operator",
        "representative", "a person", "real person", "talk to a person", "speak to a person", "a human",
        "human being", "talk to a human", "talk to someone", "speak to someone",
    ),
    "main_menu": ("the main menu", "main menu", "to the start", "start over", "start again"),
    "repeat": ("repeat", "repeat that", "can you repeat that", "say that again", "once more", "again"),
    "go_back": ("to go back", "go back", "back", "previous", "previous menu"),
}  # fmt: skip
_ES_COMMANDS = {
    "agent": (
        "un agente", "agente", "hablar con un agente", "una persona", "hablar con una persona", "operador",
        "un operador", "una operadora", "hablar con un operador", "hablar con alguien", "persona real",
    ),
    "main_menu": ("el menú principal", "menú principal", "al menú principal", "menú inicial", "al inicio"),
    "repeat": ("repetir", "repita", "repite", "puede repetir", "otra vez", "una vez más", "de nuevo"),
    "go_back": ("volver", "volver atrás", "vuelve atrás", "atrás", "anterior", "menú anterior"),
}  # fmt: skip

COMMANDS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "pt-BR": _PT_COMMANDS,
    "pt-PT": _PT_PT_COMMANDS,
    "en-US": _EN_COMMANDS,
    "es-ES": _ES_COMMANDS,
}

_PT_ORDINALS = (
    ("a primeira", "o primeiro", "primeira", "primeiro"),
    ("a segunda", "o segundo", "segunda", "segundo"),
)
ORDINALS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "pt-BR": _PT_ORDINALS,
    "pt-PT": _PT_ORDINALS,
    "en-US": (("the first", "first", "the first one"), ("the second", "second", "the second one")),
    "es-ES": (("la primera", "el primero", "primera"), ("la segunda", "el segundo", "segunda")),
}
"""The first and the second of two, as callers say them."""
