"""What is said on the customer's own line when we call back: to a machine, or when nobody is there for them.

By language and name, as in the phrase book; nothing else lives here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from flows.phrases import nearest_language, spaced

SENTENCES: Mapping[str, Mapping[str, str]] = {
    "pt-BR": {
        "again": "Olá, aqui é {title}. Estamos retornando a sua ligação. Ligaremos outra vez mais tarde."
        " O número do seu protocolo é {ticket}.",
        "last": "Olá, aqui é {title}. Tentamos retornar a sua ligação. Se ainda precisar de nós, ligue"
        " de novo. O número do seu protocolo é {ticket}.",
        "sorry": "Aqui é {title}. Desculpe, a ligação caiu do nosso lado. Ligaremos de novo em breve.",
    },
    "pt-PT": {
        "again": "Olá, fala de {title}. Estamos a devolver a sua chamada. Voltaremos a ligar mais tarde."
        " O número do seu pedido é {ticket}.",
        "last": "Olá, fala de {title}. Tentámos devolver a sua chamada. Se ainda precisar de nós, volte"
        " a ligar. O número do seu pedido é {ticket}.",
        "sorry": "Fala de {title}. Pedimos desculpa, a chamada caiu do nosso lado."
        " Voltamos a ligar em breve.",
    },
    "en-US": {
        "again": "Hello, this is {title}, returning your call. We will try again later."
        " The number of your request is {ticket}.",
        "last": "Hello, this is {title}. We have tried to return your call. If you still need us, please call"
        " again. The number of your request is {ticket}.",
        "sorry": "This is {title}. Sorry, we lost the connection on our side. We will call you again soon.",
    },
    "es-ES": {
        "again": "Hola, le llamamos de {title} para devolverle su llamada. Volveremos a intentarlo más"
        " tarde. El número de su solicitud es {ticket}.",
        "last": "Hola, le llamamos de {title}. Hemos intentado devolverle la llamada. Si todavía nos"
        " necesita, llámenos de nuevo. El número de su solicitud es {ticket}.",
        "sorry": "Le llamamos de {title}. Perdone, se ha cortado por nuestra parte."
        " Le volvemos a llamar pronto.",
    },
}


def sentence(name: str, language: str, title: str, ticket: str) -> str:
    """`title`: who is calling; `ticket` is read digit by digit. KeyError for an unknown name."""
    return filled(SENTENCES[nearest_language(language)][name], title, ticket)


def filled(text: str, title: str, ticket: str) -> str:
    """In one pass; a flow's own message may name `{ticket.number}`."""
    values = {"title": title, "ticket": spaced(ticket), "ticket.number": spaced(ticket)}
    return re.sub(r"\{([\w.]+)\}", lambda match: values.get(match[1], ""), text)
