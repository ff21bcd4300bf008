"""Customers from a CSV file and into one: what a line says, and how one is written.

Lines are taken in `customer_imports`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from support.errors import Refused
from support.rules import tables
from support.services import customers
from support.store import customers as store
from support.store.base import Session

COLUMNS = ("numbers", "name", "language", "tier", "notes", "external_id", *customers.CONSENTS)
BATCH = 500
_HEADERS = {
    "numbers": ("numbers", "number", "phone", "phones", "telephone", "mobile",
                "números", "numeros", "número", "numero", "telefone", "telefones", "celular",
                "teléfono", "teléfonos", "telefono", "telefonos", "móvil"),
    "name": ("name", "customer", "nome", "cliente", "nombre"),
    "language": ("language", "idioma", "língua", "lingua", "lengua"),
    "tier": ("tier", "level", "nível", "nivel", "categoria", "categoría"),
    "notes": ("notes", "note", "observações", "observacoes", "notas", "observaciones"),
    "external_id": ("external id", "id", "code", "crm id", "código", "codigo", "id externo"),
    "recording": ("recording", "consent recording", "gravação", "gravacao", "grabación", "grabacion"),
    "calls": ("calls", "consent calls", "ligações", "ligacoes", "llamadas"),
    "sms": ("sms", "consent sms", "mensagens", "mensajes"),
}  # fmt: skip
HEADERS = {word: column for column, words in _HEADERS.items() for word in words}
_YES = frozenset({"yes", "y", "1", "true", "sim", "s", "sí", "si", "verdadeiro", "verdadero"})
_NO = frozenset({"no", "n", "0", "false", "não", "nao", "falso"})
_BETWEEN = re.compile(r"[,;|/\n]+")


@dataclass(frozen=True)
class Row:
    """What a line says, understood."""

    values: dict[str, str]
    numbers: tuple[str, ...]
    consents: dict[str, bool]


def understood(cells: Mapping[str, str], homes: Sequence[str]) -> Row:
    """`homes`: our own countries.

    Raises Refused for a cell that cannot be; its sentence names the column and holds no cell.
    """
    numbers = []
    for written in filter(None, (each.strip() for each in _BETWEEN.split(cells.get("numbers", "")))):
        number = customers.in_e164(tables.plain(written), homes)
        if not number:
            raise Refused("a number is no telephone number")
        numbers.append(number)
    values = {name: cells[name] for name in customers.FIELDS if cells.get(name)}
    consents = {kind: said for kind in customers.CONSENTS if (said := _said(cells.get(kind, ""))) is not None}
    row = Row(customers.clean(values), tuple(dict.fromkeys(numbers)), consents)
    if not row.numbers and not row.values.get("name") and not row.values.get("external_id"):
        raise Refused("a customer needs a name, a number or an id")
    if len(row.numbers) > customers.MOST_NUMBERS:
        raise Refused("a customer has at most %(most)s numbers", most=customers.MOST_NUMBERS)
    return row


def rows(session: Session, after: int) -> tuple[list[list[str]], int]:
    """A batch of the export in the order of `COLUMNS`, and where the next one goes on; no rows: the end."""
    found = store.after(session, after, BATCH)
    having = store.numbers_of_each(session, [each.id for each in found])
    said = store.said(session, [number for numbers in having.values() for number in numbers])
    written = [_cells(each, having.get(each.id, []), said) for each in found]
    return written, found[-1].id if found else after


def exported(read: Iterator[list[list[str]]]) -> Iterator[bytes]:
    """A whole file: the mark by which spreadsheets know UTF-8, the header, the batches."""
    yield "\ufeff".encode()
    yield tables.written([COLUMNS])
    for batch in read:
        yield tables.written(batch)


def _cells(row: store.Customer, having: list[str], said: dict[tuple[str, str], bool]) -> list[str]:
    words: dict[frozenset[bool | None], str] = {frozenset({True}): "yes", frozenset({False}): "no"}
    # One cell for all of their numbers: it stays empty where these do not agree.
    agreed = (frozenset(said.get((number, kind)) for number in having) for kind in customers.CONSENTS)
    consents = [words.get(each, "") for each in agreed]
    return [" | ".join(having), row.name, row.language, row.tier, row.notes, row.external_id, *consents]


def _said(cell: str) -> bool | None:
    word = cell.strip().casefold()
    if word in _YES:
        return True
    if word in _NO:
        return False
    if word:
        raise Refused("a consent is yes or no")
    return None
