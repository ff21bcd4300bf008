"""What is shipped around text messages, tickets and surveys: the sentences beside those that a centre writes.

Part of the phrase book, by language and name; nothing else lives here.
"""

from __future__ import annotations

from collections.abc import Mapping

_PT_BR = {
    "texts_stopped": "{centre}: não enviaremos mais mensagens. Para voltar a receber, responda VOLTAR.",
    "texts_started": "{centre}: as mensagens estão ligadas de novo. Para não receber, responda SAIR.",
    "texts_help": "{centre}: responda com o seu pedido, e nós o lemos. Para não receber mensagens, SAIR.",
    "score_thanks": "{centre}: obrigado pela sua nota.",
    "survey_comment": "Se quiser, diga o motivo da sua nota após o sinal. Para terminar, desligue.",
}

_PT_PT = {
    "texts_stopped": "{centre}: não enviaremos mais mensagens. Para voltar a recebê-las, responda VOLTAR.",
    "texts_started": "{centre}: as mensagens estão de novo ativas. Para não as receber, responda SAIR.",
    "texts_help": "{centre}: responda com o seu pedido, e nós lemo-lo. Para não receber mensagens, SAIR.",
    "score_thanks": "{centre}: obrigado pela sua avaliação.",
    "survey_comment": "Se quiser, diga o motivo da sua avaliação após o sinal. Para terminar, desligue.",
}

_EN_US = {
    "texts_stopped": "{centre}: we will send no more messages. To get them again, answer START.",
    "texts_started": "{centre}: messages are on again. To get none, answer STOP.",
    "texts_help": "{centre}: answer with what you need, and we will read it. For no messages, STOP.",
    "score_thanks": "{centre}: thank you for your score.",
    "survey_comment": "If you like, say why after the tone. When you are done, hang up.",
}

_ES_ES = {
    "texts_stopped": "{centre}: no enviaremos más mensajes. Para volver a recibirlos, responda ALTA.",
    "texts_started": "{centre}: los mensajes están activos de nuevo. Para no recibirlos, responda BAJA.",
    "texts_help": "{centre}: responda con su solicitud y la leeremos. Para no recibir mensajes, BAJA.",
    "score_thanks": "{centre}: gracias por su nota.",
    "survey_comment": "Si quiere, diga el motivo de su nota después de la señal. Para terminar, cuelgue.",
}

SENTENCES: Mapping[str, Mapping[str, str]] = {
    "pt-BR": _PT_BR,
    "pt-PT": _PT_PT,
    "en-US": _EN_US,
    "es-ES": _ES_ES,
}

PARTS: Mapping[str, Mapping[str, str]] = {
    "pt-BR": {
        "scale": "{least} a {most}",
        "ticket_new": "foi recebido",
        "ticket_open": "está em andamento",
        "ticket_pending": "espera uma resposta sua",
        "ticket_solved": "foi resolvido",
    },
    "pt-PT": {
        "scale": "{least} a {most}",
        "ticket_new": "foi recebido",
        "ticket_open": "está a ser tratado",
        "ticket_pending": "aguarda uma resposta sua",
        "ticket_solved": "foi resolvido",
    },
    "en-US": {
        "scale": "{least} to {most}",
        "ticket_new": "has been received",
        "ticket_open": "is being worked on",
        "ticket_pending": "is waiting for your answer",
        "ticket_solved": "is solved",
    },
    "es-ES": {
        "scale": "{least} a {most}",
        "ticket_new": "está recibida",
        "ticket_open": "está en curso",
        "ticket_pending": "espera su respuesta",
        "ticket_solved": "está resuelta",
    },
}
"""Parts of sentences: the states of a ticket, as `your request 1042 …` goes on, and a scale."""
