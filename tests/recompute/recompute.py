#!/usr/bin/env python3
"""Checks a contest's published record without asking anybody.

    python recompute.py record.json

A record holds the published keys, receipts (of co-authors too) with the content that they were
given for, which a withdrawal has none of, and the protocols of a stage, a corrected one after the
one that it supersedes, and one that everybody may read after the one that it is taken from, if
that is there. Of each entry the last receipt is there, or none:

    {"keys": [JWK], "receipts": [{"jws", "content": {"title", "text"}}], "protocols": [jws]}

Every signature must verify with a published key (RFC 7515, RFC 8037), every receipt must be that of
its content, and every ranking must be the one that follows from the scores, the criteria and the
rules that stand in the same protocol. All arithmetic is exact. The
protocol that everybody may read, without any free text, is checked in the same way, and must be
what is left of the whole one. What was handed in last must have been judged, by a jury as the law
asks for, whose members got the works by draws that nobody could steer. The first thing that is
wrong is told, and the exit code is 1.

Protocols of early days tell neither hashes nor draws; of these what they tell is checked.
"""

import hashlib
import json
import sys
import warnings
from fractions import Fraction

from joserfc import jws
from joserfc.errors import JoseError, SecurityWarning
from joserfc.jwk import KeySet

# RFC 9864 gives the algorithm a second name; records name it as RFC 8037 does.
warnings.simplefilter("ignore", SecurityWarning)

RECEIPT, CO_AUTHORSHIP = "linia-receipt+jwt", "linia-co-authorship+jwt"
PROTOCOL, PUBLIC_PROTOCOL = "linia-protocol+jwt", "linia-public-protocol+jwt"


class Wrong(Exception):
    """Something in the record does not hold."""


def must(holds, what):
    if not holds:
        raise Wrong(what)


def in_order(value):
    """The same with the members of every object in the order of RFC 8785."""
    if isinstance(value, list):
        return [in_order(it) for it in value]
    if not isinstance(value, dict):
        return value
    return {key: in_order(value[key]) for key in sorted(value, key=lambda it: it.encode("utf-16-be"))}


def canonical(value):
    """Canonical JSON (RFC 8785) of values without fractions, as the contracts have them."""
    return json.dumps(in_order(value), ensure_ascii=False, separators=(",", ":")).encode()


def payload_of(text, kinds, keys):
    """What kind of a compact JWS it is and what it says, if a published key signed it."""
    registry = jws.JWSRegistry(algorithms=["EdDSA"])
    try:
        signed = jws.deserialize_compact(text, keys, registry=registry)
    except (JoseError, ValueError) as error:
        raise Wrong(f"a signature does not verify: {error}") from error
    kind = signed.headers().get("typ")
    must(kind in kinds, f"it is no {' or '.join(kinds)}")
    return kind, json.loads(signed.payload)


def check_receipt(receipt, keys):
    """What kind of a receipt it is, what it says, and the content that it is for."""
    kind, payload = payload_of(receipt["jws"], [RECEIPT, CO_AUTHORSHIP], keys)
    content = receipt["content"]
    must(payload["withdrawn"] == (content is None), f"{payload['entry']}: it is withdrawn, or is not")
    digest = "" if content is None else hashlib.sha256(canonical(content)).hexdigest()
    must(payload["content_sha256"] == digest, f"{payload['entry']}: the receipt is of other content")
    return kind, payload, content


def judged_digest(content):
    """The hash of what the jury read: the content without the entrant's own names of files."""
    judged = dict(content)
    if "attachments" in content:
        names = ["file_name"]
        judged["attachments"] = [without(file, names) for file in content["attachments"]]
    return hashlib.sha256(canonical(judged)).hexdigest()


def without(value, names):
    return {key: value[key] for key in value if key not in names}


def has_left(juror):
    """Whether a juror left; the public protocol says so without the reason."""
    return juror["recused"] if "recused" in juror else juror["recusal_reason"] is not None


def sitting_jurors(protocol):
    return {juror["account"] for juror in protocol["jurors"] if not has_left(juror)}


def competing_works(protocol):
    """The works that nobody took out of the ranking."""
    excluded = {exclusion["work"] for exclusion in protocol["decisions"]["exclusions"]}
    return [work for work in protocol["works"] if work["work"] not in excluded]


def check_jury(protocol):
    """At least three judge, and of those a third with the chair are qualified where that is asked."""
    sitting = [juror for juror in protocol["jurors"] if not has_left(juror)]
    must(len(sitting) >= 3, "fewer than three judge")
    undeclared = {juror["account"] for juror in protocol["jurors"] if not juror["declared"]}
    scored = {review["account"] for review in protocol["reviews"]}
    must(not scored & undeclared, "somebody scored who has not declared")
    if "jury_rules" in protocol and protocol["jury_rules"]["qualifications_required"]:
        qualified = [juror for juror in sitting if juror["qualified"]]
        must(3 * len(qualified) >= len(sitting), "less than a third of the jury is qualified")
        must(any(juror["chair"] for juror in qualified), "the chair is not qualified")


def check_draws(protocol):
    """The chance of each draw follows from the closing record, and each was made within the rules."""
    draws = protocol.get("draws", [])
    for ordinal, draw in enumerate(draws, start=1):
        must(draw["ordinal"] == ordinal, "a draw is left out")
        record = bytes.fromhex(protocol["closing_record_sha256"])
        seed = hashlib.sha256(record + ordinal.to_bytes(4, "big")).hexdigest()
        must(draw["seed"] == seed, "somebody chose the seed of a draw")
    if "jury_rules" not in protocol:
        return
    assigns = protocol["rules"]["reviews_per_work"] > 0
    drawn = bool(draws) == assigns or not competing_works(protocol)
    must(drawn, "works are assigned without a draw, or drawn without need")
    if assigns:
        check_readers(protocol)


def check_readers(protocol):
    """Nobody reads more than the rules allow, and each work has a qualified reader where they ask."""
    rules, reviews = protocol["jury_rules"], protocol["reviews"]
    for juror in sitting_jurors(protocol):
        works = [review for review in reviews if review["account"] == juror]
        within = len(works) <= (rules["max_works_per_juror"] or len(works))
        must(within, "a juror was given more works than the rules allow")
    if not rules["qualifications_required"]:
        return
    qualified = {juror["account"] for juror in protocol["jurors"] if juror["qualified"]}
    decisions = protocol["decisions"]
    by_hand = [*decisions["waivers"], *decisions["assignment_changes"]]
    changed = {decision["work"] for decision in by_hand}
    for work in competing_works(protocol):
        readers = {r["account"] for r in reviews if r["work"] == work["work"]}
        must(readers & qualified or work["work"] in changed, f"nobody qualified read {work['code']}")


def counted_reviews(protocol):
    """Reviews of competing works by jurors who sit; everything else moves nothing."""
    sitting = sitting_jurors(protocol)
    works = {work["work"] for work in competing_works(protocol)}
    reviews = protocol["reviews"]
    must(all(r["account"] in sitting for r in reviews), "a score of somebody who does not sit counts")
    must(all(r["work"] in works for r in reviews), "a score of a work that does not compete counts")
    pairs = {(review["work"], review["account"]) for review in reviews}
    must(len(pairs) == len(reviews), "a juror's score of a work counts twice")
    changes = protocol["decisions"]["assignment_changes"]
    released = {(c["work"], c["account"]) for c in changes if c["state"] == "released"}
    must(not pairs & released, "a score of a juror who was released from the work counts")
    return reviews


def required_reviews(protocol, work):
    """How many reviews a work must have: as many as stated, or as a waiver lets suffice."""
    stated = protocol["rules"]["reviews_per_work"] or len(sitting_jurors(protocol))
    waivers = [w for w in protocol["decisions"]["waivers"] if w["work"] == work["work"]]
    return min([stated, *(waiver["sufficient_reviews"] for waiver in waivers)])


def share(review, criterion):
    points = review["scores"][criterion["key"]]
    must(0 <= points <= criterion["max_points"], "points are out of range")
    return Fraction(points, criterion["max_points"])


def total(review, criteria):
    """What a review adds up to, in per cent; weights are hundredths of a per cent."""
    must(review["scores"].keys() == {c["key"] for c in criteria}, "scores do not fit the criteria")
    return sum(share(review, c) * Fraction(c["weight_basis_points"], 100) for c in criteria)


def mean(numbers):
    return sum(numbers, Fraction(0)) / len(numbers)


def trimmed_mean(numbers):
    return mean(sorted(numbers)[1:-1] if len(numbers) >= 3 else numbers)


def median(numbers):
    ordered = sorted(numbers)
    return mean(ordered[(len(ordered) - 1) // 2 : len(ordered) // 2 + 1])


def stretched(totals):
    """Each juror's totals reach from 0 to 100; where all are the same, each is 50."""
    by_juror = {}
    for (_, juror), number in totals.items():
        by_juror.setdefault(juror, []).append(number)
    scaled = {}
    for (work, juror), number in totals.items():
        low, high = min(by_juror[juror]), max(by_juror[juror])
        scaled[work, juror] = 100 * (number - low) / (high - low) if low < high else Fraction(50)
    return scaled


METHODS = {"MEAN": mean, "TRIMMED_MEAN": trimmed_mean, "MEDIAN": median, "JUROR_NORMALISED": mean}


def recomputed(protocol):
    """The ranking that follows from what stands in the protocol."""
    criteria, rules = protocol["criteria"], protocol["rules"]
    must(sum(c["weight_basis_points"] for c in criteria) == 10_000, "weights do not add up to 100 %")
    reviews = counted_reviews(protocol)
    totals = {(r["work"], r["account"]): total(r, criteria) for r in reviews}
    if rules["method"] == "JUROR_NORMALISED":
        totals = stretched(totals)
    tie_breaks = [c for key in rules["tie_break_criteria"] for c in criteria if c["key"] == key]
    standings = []
    for work in competing_works(protocol):
        of_work = [review for review in reviews if review["work"] == work["work"]]
        lacks = len(of_work) < required_reviews(protocol, work)
        must(of_work and not lacks, f"{work['code']} lacks reviews")
        score = METHODS[rules["method"]]([totals[r["work"], r["account"]] for r in of_work])
        shares = [mean([share(review, criterion) for review in of_work]) for criterion in tie_breaks]
        standings.append(([score, *shares], work))
    standings.sort(key=lambda it: ([-number for number in it[0]], it[1]["code"]))
    ranking = []
    for place, (standing, work) in enumerate(standings, start=1):
        tied = place > 1 and standings[place - 2][0] == standing
        rank = ranking[-1]["rank"] if tied else place
        ranking.append({
            "rank": rank,
            "work": work["work"],
            "code": work["code"],
            "total": str(standing[0]),
            "selected": rank <= protocol["selected_ranks"],
        })
    return ranking


FREE_TEXT = {
    "works": ["title"],
    "reviews": ["remarks"],
    "jurors": ["conflict_declared", "conflicts", "recusal_reason"],
    "defects": ["reason"],
    "exclusions": ["reason", "time"],
    "waivers": ["reason", "time"],
    "assignment_changes": ["reason", "changed_by", "time"],
}


def without_free_text(protocol, digest):
    """What everybody may read of a protocol."""
    public = without(protocol, ["reasons", "supersedes"])
    public["decisions"] = dict(protocol["decisions"])
    for part in (public, public["decisions"]):
        for name in part.keys() & FREE_TEXT.keys():
            part[name] = [without(item, FREE_TEXT[name]) for item in part[name]]
    for shown, juror in zip(public["jurors"], protocol["jurors"]):
        shown["recused"] = has_left(juror)
    return public | {"protocol_sha256": digest}


def check_protocols(texts, keys):
    """Each protocol, and what the ones before it in the record say of the same stage."""
    before, whole, closings = {}, {}, {}
    for text in texts:
        kind, protocol = payload_of(text, [PROTOCOL, PUBLIC_PROTOCOL], keys)
        stage = protocol["stage"]
        expected = recomputed(protocol)
        must(protocol["ranking"] == expected, f"{stage}: the ranking does not follow from the scores")
        check_jury(protocol)
        check_draws(protocol)
        if "closing_record_sha256" in protocol:
            closing = closings.setdefault(stage, protocol["closing_record_sha256"])
            same = protocol["closing_record_sha256"] == closing
            must(same, f"{stage}: two closing records are told of")
        if kind == PROTOCOL:
            supersedes = protocol.get("supersedes")
            former = supersedes["protocol_sha256"] if supersedes else None
            must(former == before.get(stage), f"{stage}: it does not supersede the one before it")
            digest = hashlib.sha256(text.encode()).hexdigest()
            before[stage], whole[digest] = digest, protocol
        elif stage in before:
            digest = protocol["protocol_sha256"]
            must(digest in whole, f"{stage}: the public protocol is of another")
            same = protocol == without_free_text(whole[digest], digest)
            must(same, f"{stage}: the public protocol is not what is left of the whole one")
        yield protocol


def check_judged(receipts, protocols):
    """What was handed in last for a stage that was judged is among its works."""
    works = {}
    for protocol in protocols:
        told = {work["work_sha256"] for work in protocol["works"] if "work_sha256" in work}
        must(works.setdefault(protocol["stage"], told) == told, "a work is not what it was before")
    last = {}
    for payload, content in receipts:
        if payload["version"] >= last.get(payload["entry"], (payload, content))[0]["version"]:
            last[payload["entry"]] = payload, content
    for entry, (payload, content) in last.items():
        judged = works.get(payload["stage"])
        if judged and content is not None:
            must(judged_digest(content) in judged, f"{entry}: what was handed in was not judged")


def check(record):
    keys = KeySet.import_key_set({"keys": record["keys"]})
    receipts = [check_receipt(receipt, keys) for receipt in record["receipts"]]
    protocols = list(check_protocols(record["protocols"], keys))
    own = [(payload, content) for kind, payload, content in receipts if kind == RECEIPT]
    check_judged(own, protocols)
    for protocol in protocols:
        works = ", ".join(f"{r['rank']}. {r['code']} ({r['total']} %)" for r in protocol["ranking"])
        print(f"{protocol['stage']}: {works}")
    print(f"{len(record['receipts'])} receipts and {len(record['protocols'])} protocols hold")


def main(path):
    with open(path, encoding="utf-8") as file:
        record = json.load(file)
    try:
        check(record)
    except Wrong as wrong:
        sys.exit(f"wrong: {wrong}")


if __name__ == "__main__":
    main(sys.argv[1])
