"""Large flows made by rule, for measuring: documents of any length without an error in them."""

from __future__ import annotations

from typing import Any

_MENU_EVERY = 3
_TEXT = {
    "pt-BR": "Este é o passo {n} de um fluxo muito longo. Tecle 1 para seguir, tecle 2 para saltar.",
    "en-US": "This is step {n} of a very long flow. Press 1 to go on, press 2 to skip one.",
}


def big_flow(steps: int) -> dict[str, Any]:
    """A flow of `steps` steps (at least 4) in two languages: menus, sayings, questions, a queue."""
    body = max(steps - 3, 1)
    made = {f"s{i}": _step(i, body) for i in range(body)}
    made["wait"] = {"queue": "general", "at_most": "10m", "next": "hang up", "else": "leave_message"}
    made["leave_message"] = {"voicemail": "general", "next": "bye"}
    made["bye"] = {"say": {"pt-BR": "Até logo.", "en-US": "Goodbye."}, "next": "hang up"}
    return {
        "ramal": "1",
        "flow": "big",
        "title": f"A flow of {steps} steps",
        "numbers": ["+551140028922"],
        "languages": ["pt-BR", "en-US"],
        "timezone": "America/Sao_Paulo",
        "start": "s0",
        "queues": {"general": {"title": {"pt-BR": "Geral", "en-US": "General"}}},
        "steps": made,
    }


def _step(i: int, body: int) -> dict[str, Any]:
    following = f"s{i + 1}" if i + 1 < body else "wait"
    later = f"s{i + 2}" if i + 2 < body else "wait"
    text = {language: words.replace("{n}", str(i)) for language, words in _TEXT.items()}
    if i % _MENU_EVERY == 0:
        options = [{"key": "1", "next": following}, {"key": "2", "next": later}]
        return {"menu": text, "options": options, "else": "wait"}
    if i % _MENU_EVERY == 1:
        return {"say": text, "next": following}
    ways = {"next": following, "else": "wait"}
    return {"collect": f"v{i}", "prompt": text, "digits": "11", "check": "cpf", **ways}
