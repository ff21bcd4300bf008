"""One small example for each kind of step and of condition, as the reference page shows it.

Each begins with the step `example`. `whole` makes a flow of it, which loads without an error.
"""

from __future__ import annotations

from textwrap import indent

STEPS: dict[str, str] = {
    "say": """\
example:
  say: {en-US: "Welcome to Acme.", es-ES: "Bienvenido a Acme."}
  next: help
""",
    "menu": """\
example:
  menu: {en-US: "Bills, press 1. A person, press 0.", es-ES: "Facturas, pulse 1. Una persona, pulse 0."}
  input: keypad and speech
  options:
    - {key: "1", intent: bills, next: help}
    - {key: "0", words: {en-US: [person], es-ES: [persona]}, next: help}
  confirm: below 0.75
  silence: {after: 5s, tries: 2}
  else: help
""",
    "ask": """\
example:
  ask: topic
  prompt: {en-US: "What can we do for you?", es-ES: "¿En qué podemos ayudarle?"}
  intents: {bills: help, person: help}
  slots: {day: date}
  confirm: below 0.75
  else: help
""",
    "collect": """\
example:
  collect: order
  prompt: {en-US: "Enter your order number.", es-ES: "Marque su número de pedido."}
  digits: {min: 4, max: 8}
  next: help
  else: help
""",
    "when": """\
example:
  when: {open: office}
  then: help
  else: goodbye
""",
    "set": """\
example:
  set: {topic: bills}
  next: help
""",
    "language": """\
example:
  language: es-ES
  next: help
""",
    "fetch": """\
example:
  fetch:
    url: "https://shop.example/customers/{caller.number}"
    timeout: 2s
    store: {order: last_order.number}
  next: help
  else: help
""",
    "queue": """\
example:
  queue: billing
  waiting:
    announce: [position, wait]
    every: 30s
    offers: {callback: {key: "1", after: 60s}}
  at_most: 10m
  next: goodbye
  else: goodbye
""",
    "voicemail": """\
example:
  voicemail: billing
  prompt: {en-US: "Leave a message after the tone.", es-ES: "Deje un mensaje después de la señal."}
  at_most: 2m
  next: goodbye
""",
    "callback": """\
example:
  callback: billing
  next: goodbye
  else: help
""",
    "transfer": """\
example:
  transfer: "+12025550123"
  timeout: 20s
  else: help
""",
    "message": """\
example:
  message: {en-US: "Your ticket: {ticket.number}", es-ES: "Su tique: {ticket.number}"}
  next: goodbye
""",
    "notice": """\
example:
  notice: outage
  say: {en-US: "We know of the outage.", es-ES: "Conocemos la avería."}
  next: help
""",
    "split": """\
example:
  split: {help: 90, goodbye: 10}
""",
    "survey": """\
example:
  survey: csat
  prompt: {en-US: "From 1 to 5, how was it?", es-ES: "Del 1 al 5, ¿qué tal?"}
  next: goodbye
""",
    "flow": """\
example:
  flow: identify
  next: help
""",
    "hang up": """\
example:
  hang up: {en-US: "Goodbye.", es-ES: "Adiós."}
""",
}

CONDITIONS: dict[str, str] = {
    "all": "{all: [{open: office}, {not: {notice: outage}}]}",
    "any": "{any: [{tier: vip}, {language: es-ES}]}",
    "not": "{not: {open: office}}",
    "open": "{open: office}",
    "language": "{language: es-ES}",
    "variable": '{variable: caller.number, starts: "+55"}',
    "ticket": "{ticket: open, queue: billing}",
    "queue": "{queue: billing, waiting_over: 20}",
    "tier": "{tier: vip}",
    "notice": "{notice: outage}",
}

_HEAD = """\
ramal: 1
flow: example
title: An example
numbers: ["+12025550123"]
languages: [en-US, es-ES]
start: example
fetch_hosts: [shop.example]
hours: {office: {mon-fri: "09:00-17:00"}}
intents:
  bills:
    en-US: [my bill, i want to pay, this invoice is wrong]
    es-ES: [mi factura, quiero pagar, este recibo está mal]
  person:
    en-US: [a person, can i talk to somebody, your staff please]
    es-ES: [una persona, quisiera hablar con alguien, con su personal por favor]
queues: {billing: {title: {en-US: Billing, es-ES: Facturación}}}
steps:
"""
_HELP = "help: {queue: billing, next: goodbye, else: goodbye}\n"
_GOODBYE = 'goodbye: {hang up: {en-US: "Goodbye.", es-ES: "Adiós."}}\n'


def whole(example: str) -> str:
    """A flow around one example, with the steps that it leads to."""
    steps = example + (_HELP if "help" in example else "")
    return _HEAD + indent(steps + (_GOODBYE if "goodbye" in steps else ""), "  ")


def with_condition(condition: str) -> str:
    return whole(f"example: {{when: {condition}, then: help, else: goodbye}}\n")
