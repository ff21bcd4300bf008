"""Words of figures that are no sums: of callbacks, tickets, questions and scores. What they are made of, in
`support.rules.metrics_more`, is said here; their titles are with all others'."""

from __future__ import annotations

from flask_babel import gettext as _

PERCENT = {"nps": "100 × "}  # of a share that is told as a number


def columns() -> dict[str, str]:
    """As they stand within a formula."""
    return {
        "attempts": _("attempts"),
        "callbacks_offered": _("offered"),
        "offers_accepted": _("promised to who was offered one"),
        "callbacks_connected": _("connected"),
        "callbacks_expired": _("expired"),
        "csat_satisfied": _("answers of 4 and 5"),
        "csat_points": _("points given"),
        "csat_answers": _("answers of 1 to 5"),
        "nps_promoters": _("answers of 9 and 10"),
        "nps_detractors": _("answers of 0 to 6"),
        "nps_answers": _("answers of 0 to 10"),
        "clocks_met": _("kept in time"),
        "clocks_breached": _("late"),
        "heard": _("heard"),
        "rejected": _("not understood"),
        "corrected": _("corrected by the caller"),
    }


def meanings() -> dict[str, str]:
    return {
        "callbacks_offered": _(
            "Callers who were offered a callback, in line or by a step of the flow; once a call and queue."
        ),
        "callbacks_accepted": _("Of those who were offered a callback, how many were promised one then."),
        "callbacks_promised": _("Promises to call back, counted when they were made."),
        "callbacks_connected": _("Promises of this period whose customer was reached."),
        "callbacks_expired": _(
            "Promises of this period that grew too old, or whose last attempt was in vain."
        ),
        "callbacks_cancelled": _("Promises of this period that were taken back."),
        "callbacks_open": _("Promises of this period that are still to be kept."),
        "callbacks_asked_again": _(
            "How often somebody asked for a callback who was promised one already: they have that one still."
        ),
        "callbacks_kept": _("Of the promises that are decided, how many reached the customer."),
        "callback_attempts": _(
            "How often customers were rung for each who was reached; attempts in vain too."
        ),
        "callback_time": _("The median time from the request to the conversation, nights and holidays too."),
        "csat": _("The share of satisfied answers."),
        "csat_mean": _("The mean of the answers."),
        "nps": _("Percent of promoters less percent of detractors: −100 to 100."),
        "tickets_opened": _("Tickets that were opened; those that became part of another are left out."),
        "tickets_solved": _(
            "Tickets that were solved, counted when they were; one that was opened again is not."
        ),
        "tickets_backlog": _("Tickets that were open when the period ended, whenever they were opened."),
        "tickets_breached": _("Tickets whose first broken promise fell into this period."),
        "first_response_kept": _("Of the first answers that were promised in this period, how many in time."),
        "resolution_kept": _("Of the solutions that were promised in this period, how many in time."),
        "voicemails": _("Tickets that began with a voicemail of this period."),
        "voicemails_unanswered": _("Voicemails of this period that nobody has answered yet."),
        "voicemail_time": _("The median time from the voicemail to the answer, nights and holidays too."),
        "first_response": _("The median time that counts until the customer was first answered."),
        "resolution": _("The median time that counts until the ticket was solved."),
        "sla_attainment": _(
            "Of the promises about tickets that began in this period, how many were in time."
        ),
        "intent_accuracy": _("Of what callers said in answer to questions, how much was understood."),
    }


def left_out() -> dict[str, str]:
    return {
        "callbacks_cancelled": _("Cancelled callbacks"),
        "callbacks_open": _("Open callbacks"),
        "callbacks_expired": _("Expired callbacks"),
        "clocks_late": _("Promises that are late and not kept yet"),
        "voicemails_unanswered": _("Voicemails not answered yet"),
        "clocks_open": _("Promises that are open"),
        "clocks_cancelled": _("Promises that were taken back"),
        "invited_silent": _("Customers who were asked by message and did not answer"),
        "by_key": _("Questions that were answered by key"),
        "filter": _("The filter"),
    }


def whys() -> dict[str, str]:
    return {
        "taken_back": _("What was taken back was neither kept nor broken."),
        "not_connected": _("Only those who were reached have waited to the end."),
        "said_nothing": _("Nobody knows what they would have said."),
        "nothing_heard": _("Nothing was said in the end that could have been understood."),
        "not_narrowed": _("This is not known of each: the figure is of all of them."),
    }


def report(name: str) -> str:
    """The report that a figure stands in."""
    of = {"callback": "callbacks", "csat": "satisfaction", "nps": "satisfaction", "intent": "speech"}
    return next((found for begin, found in of.items() if name.startswith(begin)), "tickets")
