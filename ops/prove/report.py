"""What a verdict says, for people and for programs."""

from statistics import median
from typing import Any

from ops.prove.checks import Verdict
from ops.prove.checks.findings import PROPERTIES, Violation
from ops.prove.history import Event, History, events_of
from ops.prove.shortest import line_of, shortest

# If no loss was seen among n messages, the rate is below 3/n at 95 % confidence (the rule of three).
RULE_OF_THREE = 3.0


def first_violations(verdict: Verdict) -> list[Violation]:
    """Return one violation of each property that does not hold."""
    return [found[0] for found in verdict.findings.violations.values() if found]


def readable(verdict: Verdict, history: History) -> str:
    """Return the report for people: a line for each property, and the events that led to its first violation."""
    findings = verdict.findings
    lines = [f"{verdict.acknowledged:,} messages acknowledged, {verdict.unknown:,} unknown, {verdict.events:,} events"]
    for name, words in PROPERTIES.items():
        state = f"VIOLATED {findings.found[name]:,} times" if findings.found[name] else "holds"
        if name in findings.untried and not findings.found[name]:
            state = "not tried"
        lines.append(f"  {name:<4} {state:<20} {words} ({findings.looks[name]:,} looks)")
    if verdict.acknowledged and not findings.found["P1"]:
        lines.append(f"no loss seen: below {RULE_OF_THREE / verdict.acknowledged:.1e} at 95 % confidence")
    lines += [
        f"back in service: {name}, median {median(seconds):.1f} s of {len(seconds)}"
        for name, seconds in verdict.recovery.items()
        if seconds
    ]
    violations = first_violations(verdict)
    for violation, events in zip(violations, shortest(history, violations) if violations else (), strict=True):
        lines += ["", f"{violation.property}: {violation.words}"]
        lines += [line_of(event, began_at(history)) for event in events]
    return "\n".join(lines)


def as_json(verdict: Verdict, history: History) -> dict[str, Any]:
    """Return the report for programs."""
    findings = verdict.findings
    violations = first_violations(verdict)
    stories: list[list[Event]] = shortest(history, violations) if violations else []
    story_of = {violation.property: story for violation, story in zip(violations, stories, strict=True)}
    return {
        "holds": verdict.holds,
        "acknowledged": verdict.acknowledged,
        "unknown": verdict.unknown,
        "events": verdict.events,
        "loss_below": RULE_OF_THREE / verdict.acknowledged if verdict.acknowledged else None,
        "slowest_late_seconds": verdict.slowest_seconds,
        "recovery_seconds": verdict.recovery,
        "properties": {
            name: {
                "says": words,
                "violations": findings.found[name],
                "looks": findings.looks[name],
                "examples": [violation.words for violation in findings.violations[name]],
                "history": story_of.get(name, []),
            }
            for name, words in PROPERTIES.items()
        },
    }


def began_at(history: History) -> int:
    """Return the time of the first event."""
    firsts = [next(events_of(path), None) for path in history.files]
    return min((event["at"] for event in firsts if event is not None), default=0)
