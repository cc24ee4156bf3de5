#!/usr/bin/env python3
"""Reads messages with Python's own reader and compares what it finds with what has to be found.

    python3 read_messages.py FOLDER

FOLDER holds messages called NAME.WAY.eml and, for each NAME, a file NAME.facts, whose form is that of Facts.java. A difference, or a defect
that the reader sees, ends this with status 1. The only defect allowed is the one that is there on purpose: a file name as encoded-words in
quotes, which RFC 2047 forbids and old readers need, beside the same name by RFC 2231.
"""

import hashlib
import pathlib
import sys
from email import message_from_bytes, policy
from email.header import decode_header
from email.utils import getaddresses

ADDRESS_FIELDS = ("from", "sender", "to", "cc", "reply-to", "resent-from", "resent-sender", "resent-to", "resent-cc")
GROUP_FIELD = "cc"
OWN_FIELD = "x-name"
TYPED_FIELDS = (
    "message-id",
    "in-reply-to",
    "references",
    "auto-submitted",
    "list-unsubscribe",
    "list-unsubscribe-post",
    "importance",
    "resent-message-id",
)
TECHNICAL = ("charset", "boundary", "name")
TWIN_DEFECTS = ("encoded word inside quoted string", "missing trailing whitespace after encoded-word")
FEWEST = 300


def quoted(text):
    units = (text or "").encode("utf-16-be", "surrogatepass")
    codes = (int.from_bytes(units[i : i + 2], "big") for i in range(0, len(units), 2))
    return '"' + "".join(chr(c) if 32 <= c <= 126 and c not in (34, 92) else f"\\u{c:04X}" for c in codes) + '"'


def whole_text(text):
    while text.endswith("\r\n"):
        text = text[:-2]
    return text


def facts(message):
    yield f"subject {quoted(message['subject'])}"
    for field in ADDRESS_FIELDS:
        for header, raw in zip(message.get_all(field, []), raw_values(message, field)):
            for address, (words, _) in zip(header.addresses, getaddresses([raw])):
                yield f"{field} {quoted(display_name(address, words))} <{address.addr_spec}>"
    for group in message[GROUP_FIELD].groups:
        if group.display_name is not None:
            yield f"group {quoted(group.display_name)}"
    yield f"{OWN_FIELD} {quoted(message[OWN_FIELD])}"
    for field in TYPED_FIELDS:
        if field in message:
            yield f"{field} {quoted(message[field])}"
    yield from describe(message, "1", whole=True)


def raw_values(message, field):
    return ["".join(value.splitlines()) for name, value in message.raw_items() if name.lower() == field]


def display_name(address, words):
    """The name as the older of Python's two readers has it, if the newer agrees but for blanks.

    The newer one keeps the blanks between encoded-words (https://github.com/python/cpython/pull/130749), which RFC 2047, 6.2 drops.
    """
    pieces = (piece if isinstance(piece, str) else piece.decode(charset or "ascii") for piece, charset in decode_header(words))
    name = "".join(pieces)
    return name if joined(name) == joined(address.display_name) else address.display_name


def joined(text):
    return "".join(text.split())


def describe(part, path, whole=False):
    kind = part.get_content_type()
    parameters = dict(part["content-type"].params)
    disposition = part["content-disposition"]
    line = f"{path} {kind}"
    for name in sorted(set(parameters) - set(TECHNICAL)):
        line += f" {name}={quoted(parameters[name])}"
    line += f" disposition={disposition.content_disposition if disposition else 'none'}"
    line += f" filename={quoted(disposition.params.get('filename') if disposition else '')}"
    line += f" name={quoted(parameters.get('name'))}"
    line += f" id={quoted((part['content-id'] or '').strip('<>'))} {content(part, kind, whole)}"
    yield line
    for number, inner in enumerate(part.get_payload() if part.is_multipart() else [], 1):
        yield from describe(inner, f"{path}.{number}")


def content(part, kind, whole):
    if kind == "message/rfc822":
        return quoted(part.get_payload(0)["subject"])
    if part.is_multipart():
        return ""
    if kind.startswith("text/"):
        text = part.get_content(errors="strict")
        return quoted(whole_text(text) if whole else text)
    return "sha256:" + hashlib.sha256(part.get_payload(decode=True)).hexdigest()


def defects(message):
    for part in message.walk():
        yield from part.defects
        for (name, value), (_, raw) in zip(part.items(), part.raw_items()):
            twin = name.lower() == "content-type" and ' name="=?' in raw
            yield from (defect for defect in value.defects if not (twin and str(defect) in TWIN_DEFECTS))


def differences(file):
    expected = file.with_name(file.name.split(".")[0] + ".facts").read_text("ascii").splitlines()
    message = message_from_bytes(file.read_bytes(), policy=policy.default)
    found = list(facts(message))
    for defect in defects(message):
        yield f"defect: {defect!r}"
    for line in expected:
        if line not in found:
            yield f"missing: {line}"
    for line in found:
        if line not in expected:
            yield f"surplus: {line}"
    if len(found) != len(expected):
        yield f"{len(found)} lines instead of {len(expected)}"


def main(folder):
    files = sorted(pathlib.Path(folder).glob("*.eml"))
    bad = 0
    for file in files:
        problems = list(differences(file))
        bad += bool(problems)
        for problem in problems:
            print(f"{file.name}: {problem}", file=sys.stderr)
    print(f"Python {sys.version.split()[0]} read {len(files)} messages, {bad} of them otherwise than they were meant.")
    return 1 if bad or len(files) < FEWEST else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
