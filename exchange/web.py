"""The exchange's doors on a Flask app: REST as Twilio serves it, and the phone pages."""

from __future__ import annotations

from flask import Flask

from exchange import phone_web
from exchange.exchange import Exchange
from exchange.rest import api


def mount(app: Flask, exchange: Exchange) -> None:
    """Adds /2010-04-01/..., /phone and /exchange/phone."""
    app.register_blueprint(api.blueprint(exchange))
    app.register_blueprint(phone_web.blueprint(exchange))
