"""`/figures/<name>`: what one figure is made of. Every figure of the console is a link to its page here."""

from __future__ import annotations

from flask import Flask, abort, render_template

from console import measure_words
from console.route import Route


def install(app: Flask) -> None:
    measure_words.install(app)


def page(name: str) -> str:
    if not measure_words.is_known(name):
        abort(404)
    return render_template("console/figure_page.html", name=name, words=measure_words)


ROUTES = (Route("/figures/<name>", page, "figure", role="supervisor"),)
