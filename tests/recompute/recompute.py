#!/usr/bin/env python3
"""Checks a contest's published record without asking anybody.

    python recompute.py record.json

A record holds the published keys, receipts (of co-authors too) with the content that they were
given for, which a withdrawal has none of, and the protocols of a stage, a corrected one after the
one that it supersedes:

    {"keys": [JWK], "receipts": [{"jws", "content": {"title", "text"}}], "protocols": [jws]}

Every signature must verify with a published key (RFC 7515, RFC 8037), every receipt must be that of
its content, and every ranking must be the one that follows from the scores, the criteria and the
rules that stand in the same protocol. All arithmetic is exact. The
protocol that everybody may read, without any free text, is checked in the same way. The first thing
that is wrong is told, and the exit code is 1.
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
    _, payload = payload_of(receipt["jws"], [RECEIPT, CO_AUTHORSHIP], keys)
    content = receipt["content"]
    must(payload["withdrawn"] == (content is None), f"{payload['entry']}: it is withdrawn, or is not")
    digest = "" if content is None else hashlib.sha256(canonical(content)).hexdigest()
    must(payload["content_sha256"] == digest, f"{payload['entry']}: the receipt is of other content")


def has_left(juror):
    """Whether a juror left; the public protocol says so without the reason."""
    return juror["recused"] if "recused" in juror else juror["recusal_reason"] is not None


def sitting_jurors(protocol):
    return {juror["account"] for juror in protocol["jurors"] if not has_left(juror)}


def competing_works(protocol):
    """The works that nobody took out of the ranking."""
    excluded = {exclusion["work"] for exclusion in protocol["decisions"]["exclusions"]}
    return [work for work in protocol["works"] if work["work"] not in excluded]


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


def check_protocols(texts, keys):
    before = {}
    for text in texts:
        kind, protocol = payload_of(text, [PROTOCOL, PUBLIC_PROTOCOL], keys)
        stage = protocol["stage"]
        expected = recomputed(protocol)
        must(protocol["ranking"] == expected, f"{stage}: the ranking does not follow from the scores")
        if kind == PROTOCOL:
            supersedes = protocol.get("supersedes")
            former = supersedes["protocol_sha256"] if supersedes else None
            must(former == before.get(stage), f"{stage}: it does not supersede the one before it")
            before[stage] = hashlib.sha256(text.encode()).hexdigest()
        yield protocol


def check(record):
    keys = KeySet.import_key_set({"keys": record["keys"]})
    for receipt in record["receipts"]:
        check_receipt(receipt, keys)
    for protocol in check_protocols(record["protocols"], keys):
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
