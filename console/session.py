"""Who is signed in, for Flask-Login. Passwords and rights are decided in `support.services.people`."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask, redirect, request, url_for
from flask_login import LoginManager, UserMixin, current_user
from werkzeug.wrappers import Response as BaseResponse

from console import errors
from console.parts import parts
from console.replies import positive, wants_json
from console.route import Role
from support.services import people
from support.store.agents import User


@dataclass(frozen=True)
class Person(UserMixin):  # type: ignore[misc]
    """The signed-in user as templates and views see them."""

    id: int
    name: str
    role: str
    language: str

    @classmethod
    def of(cls, user: User) -> Person:
        return cls(user.id, user.name, user.role, user.language)

    def may(self, least: Role) -> bool:
        return least in people.rights(self.role)


def install(app: Flask) -> None:
    manager = LoginManager()
    manager.user_loader(_load)
    manager.unauthorized_handler(ask_to_sign_in)
    manager.init_app(app)


def me() -> int:
    """The id of the signed-in user; only for routes that need one."""
    return int(current_user.id)


def ask_to_sign_in() -> BaseResponse:
    if wants_json() or request.method != "GET":
        return errors.reply(401)
    back = request.full_path.rstrip("?")
    return redirect(url_for("console.sign_in", next=back))


def turned_away(least: Role) -> BaseResponse | None:
    """The answer for somebody who may not come in, or None."""
    if least == "anybody":
        return None
    if not current_user.is_authenticated:
        return ask_to_sign_in()
    return None if current_user.may(least) else errors.reply(403)


def _load(user_id: str) -> Person | None:
    known = positive(user_id)
    if known is None:
        return None
    with parts().store.reading() as session:
        user = people.user(session, known)
        return Person.of(user) if user else None
