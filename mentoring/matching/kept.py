"""An explanation as it is stored with a choice, a pair or a question: codes and parameters, no sentences."""

from mentoring.matching.engine.explanation import Criterion, Explanation


def kept(why: Explanation) -> dict:
    """An explanation as it is stored with a choice: codes and parameters, no sentences."""
    criteria = [
        {
            "key": c.key,
            "code": c.code,
            "params": dict(c.params),
            "value": round(c.value, 6),
            "weight": round(c.weight, 6),
            "contribution": round(c.contribution, 6),
        }
        for c in why.criteria
    ]
    open_ = {"unanswered": list(why.unanswered), "missing": [list(it) for it in why.missing], "languages": [list(it) for it in why.languages]}
    return {"score": round(why.score, 6), "coverage": round(why.coverage, 6), "criteria": criteria} | open_


def explanation_of(stored: dict) -> Explanation:
    """What `kept` has stored, to be put into words."""
    criteria = tuple(
        Criterion(it["key"], it["value"], it["weight"], it["contribution"], it["code"], tuple(it["params"].items())) for it in stored.get("criteria", ())
    )
    languages, missing = (tuple(tuple(it) for it in stored.get(name, ())) for name in ("languages", "missing"))
    return Explanation(stored.get("score", 0.0), stored.get("coverage", 0.0), criteria, languages, tuple(stored.get("unanswered", ())), missing)
