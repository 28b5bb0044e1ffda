"""What the description of the API cannot say: which hours there are, whose booking it is, which code came by e-mail.

Requests that are meant to be valid get real values, most of the time. At the end the answers are counted into the file
that COUNTS names; xtask fails if the good ones are missing.
"""

import atexit
import collections
import datetime
import email
import itertools
import json
import os
import pathlib
import random
import re
import time
import urllib.request

import schemathesis
from schemathesis import GenerationMode

SERVER = os.environ["SERVER"]
KIOSK_TOKEN = os.environ["KIOSK_TOKEN"]
MAIL = pathlib.Path(os.environ["MAIL"])
COUNTS = pathlib.Path(os.environ["COUNTS"])
# Operations with the statuses that have to come at least once.
NEEDED = [tuple(answer.split()) for answer in os.environ["NEEDED"].split(",")]

# Refusals of well-formed requests, by what they say.
MEANT = {
    "slot-not-offered",
    "terms-not-accepted",
    "code-mistyped",
    "range-reversed",
    "range-too-long",
    "invalid-email",
    "invalid-value",
    "invalid-date",
    "idempotency-key-reused",
}

answers = collections.Counter()
tokens = {}
recent = collections.deque(maxlen=50)
tickets = collections.deque(maxlen=50)
turn = itertools.count()
seen = set()
used = []
chance = random.random


def read(path):
    with urllib.request.urlopen(SERVER + path) as answer:
        return json.load(answer)


def places():
    """Service, date and time of what is free, for ever."""
    services = [service["id"] for service in read("/api/v1/services")["items"]]
    while True:
        for service in services:
            days = read(f"/api/v1/services/{service}/days")["days"]
            for day in [day["date"] for day in days if day["status"] == "available"][:2]:
                for slot in read(f"/api/v1/services/{service}/days/{day}")["slots"][-12:]:
                    if slot["free"]:
                        yield service, day, slot["time"]


place = places()
terms = read("/api/v1/terms")["version"]


def code():
    """A code that came by e-mail; at first a new one, and then the same again."""
    if is_wanted("issue_ticket"):
        if answers["issue_ticket", 201]:
            return used[-1]
        # The letter is on its way.
        for _ in range(100):
            if any(letter not in seen for letter in MAIL.glob("*.eml")):
                break
            time.sleep(0.05)
    for letter in sorted(MAIL.glob("*.eml")):
        if letter not in seen:
            seen.add(letter)
            message = email.message_from_bytes(letter.read_bytes())
            for part in message.walk():
                found = part.get_content_type() == "text/plain" and re.search(
                    r"\b\d{3}\s\d{3}\s\d{3}\b", part.get_payload(decode=True).decode()
                )
                if found:
                    used.append(found.group())
                    return used[-1]
    return random.choice(used) if used else "482 915 736"


def is_wanted(operation):
    """Whether an answer that has to come has not come yet."""
    return any(name == operation and not answers[name, int(status)] for name, status in NEEDED)


def name(case):
    return case.operation.definition.raw.get("operationId", "")


def fresh_address():
    return f"resident{next(turn)}@example.pl"


def is_object(case):
    return isinstance(case.body, dict)


def create_booking(case):
    if is_object(case):
        service, date, time = next(place)
        case.body |= {"service_id": service, "date": date, "time": time, "terms_version": terms}
        case.body["email"] = fresh_address()
        # Most are visits, whose codes the kiosk wants.
        case.body["hold"] = chance() < 0.2


def confirm_booking(case):
    if is_object(case):
        case.body["terms_version"] = terms


def move_booking(case):
    if is_object(case):
        _, date, time = next(place)
        case.body |= {"date": date, "time": time}


def resend_confirmation(case):
    if is_object(case) and "email" in case.body:
        case.body["email"] = fresh_address()


def issue_ticket(case):
    if is_object(case):
        case.body["code"] = code()


def list_days(case):
    today = datetime.date.today()
    for parameter, days in [("from", 1), ("to", 9)]:
        if parameter in (case.query or {}):
            case.query[parameter] = str(today + datetime.timedelta(days=days))


REAL = {
    f.__name__: f
    for f in [create_booking, confirm_booking, move_booking, resend_confirmation, issue_ticket, list_days]
}

OF_BOOKINGS = {
    "show_booking",
    "confirm_booking",
    "extend_hold",
    "move_booking",
    "cancel_booking",
    "resend_confirmation",
    "show_calendar",
}
OF_KIOSKS = {"show_kiosk", "issue_ticket", "confirm_print"}


def is_positive(case):
    return case.meta is None or case.meta.generation.mode == GenerationMode.POSITIVE


def is_stateful(case):
    return case.meta is not None and case.meta.phase.name.value == "stateful"


@schemathesis.hook
def before_call(context, case, kwargs):
    operation = name(case)
    if is_positive(case):
        wanted = is_wanted(operation)
        # One in five stays as it was made up.
        if operation in REAL and (wanted or chance() < 0.8):
            REAL[operation](case)
        known = recent if operation in OF_BOOKINGS else tickets if operation == "confirm_print" else None
        if known and not is_stateful(case) and (wanted or chance() < 0.5):
            case.path_parameters["id"] = random.choice(known)
        # A made-up version is never the right one; now and then is enough.
        if case.headers and (wanted or chance() < 0.75):
            case.headers.pop("If-Match", None)
    authorise(case, operation)


def authorise(case, operation):
    """The right token, unless the case is about a wrong or a missing one."""
    token = KIOSK_TOKEN if operation in OF_KIOSKS else None
    if operation in OF_BOOKINGS:
        token = tokens.get(str((case.path_parameters or {}).get("id")))
    about = str(getattr(case.meta.phase.data, "parameter", None)) if case.meta else ""
    given = "Authorization" in (case.headers or {})
    if token and about.lower() != "authorization" and (is_positive(case) or not given):
        case.headers["Authorization"] = f"Bearer {token}"
        case._has_explicit_auth = True


@schemathesis.hook
def filter_failure(context, failure, case, response):
    """Without the token a booking does not exist: 404 tells less than 401."""
    hidden = name(case) in OF_BOOKINGS and "got `404" in failure.message
    return not (hidden and "authentication" in failure.title)


@schemathesis.hook
def after_call(context, case, response):
    operation = name(case)
    answers[operation, response.status_code] += 1
    if operation in ("create_booking", "resend_confirmation") and response.status_code in (201, 202):
        booking = response.json()
        if "manage_token" in booking:
            tokens[booking["id"]] = booking["manage_token"]
        if operation == "create_booking":
            recent.append(booking["id"])
    if operation == "cancel_booking" and response.status_code == 200 and response.json()["id"] in recent:
        recent.remove(response.json()["id"])
    if operation == "issue_ticket" and response.status_code in (200, 201):
        tickets.append(response.json()["ticket"]["id"])


@schemathesis.check
def refusals_are_meant(ctx, response, case):
    """A well-formed request is refused only for what it says."""
    if response.status_code == 422 and is_positive(case):
        problem = response.json()
        said = {problem["code"]} | {error["code"] for error in problem.get("errors", [])}
        assert said & MEANT, f"refused though well-formed: {problem}"


@atexit.register
def count():
    lines = [f"{operation}\t{status}\t{number}\n" for (operation, status), number in sorted(answers.items())]
    COUNTS.write_text("".join(lines))
