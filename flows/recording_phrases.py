"""What is shipped for recorded conversations: the notice, the question for consent, and its answers.

Part of the phrase book, by language and name; nothing else lives here.
"""

from __future__ import annotations

from collections.abc import Mapping

SENTENCES: Mapping[str, Mapping[str, str]] = {
    "pt-BR": {
        "recording_notice": "A conversa com o atendente será gravada.",
        "recording_consent": "Podemos gravar a conversa com o atendente? Para sim, tecle 1; "
        "para não, tecle 2.",
        "recording_refused": "Tudo bem, não vamos gravar.",
    },
    "pt-PT": {
        "recording_notice": "A conversa com o assistente será gravada.",
        "recording_consent": "Autoriza a gravação da conversa com o assistente? Para sim, prima 1; "
        "para não, prima 2.",
        "recording_refused": "Com certeza, não vamos gravar.",
    },
    "en-US": {
        "recording_notice": "Your conversation with the agent will be recorded.",
        "recording_consent": "May we record your conversation with the agent? For yes, press 1; "
        "for no, press 2.",
        "recording_refused": "All right, we will not record.",
    },
    "es-ES": {
        "recording_notice": "La conversación con el agente será grabada.",
        "recording_consent": "¿Podemos grabar la conversación con el agente? Para sí, pulse 1; "
        "para no, pulse 2.",
        "recording_refused": "De acuerdo, no vamos a grabar.",
    },
}

_PT = {
    "agree": ("podem gravar", "pode gravar", "autorizo", "aceito", "concordo"),
    "refuse": ("não gravem", "não grave", "não autorizo", "não aceito", "não quero"),
}

ANSWERS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "pt-BR": _PT,
    "pt-PT": _PT,
    "en-US": {
        "agree": ("you may record", "you may", "i agree", "i accept", "go ahead"),
        "refuse": ("do not record", "you may not", "i do not agree", "i refuse", "i do not want that"),
    },
    "es-ES": {
        "agree": ("pueden grabar", "puede grabar", "autorizo", "acepto", "estoy de acuerdo"),
        "refuse": ("no graben", "no grabe", "no autorizo", "no acepto", "no quiero"),
    },
}
"""How callers say yes and no to it, beside yes and no."""
