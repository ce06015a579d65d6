"""Problems of a pipeline as a reader says them."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from mentoring.calls.pipeline import Problem

SENTENCES = {
    "no-stages": _("A pipeline needs stages. Begin with a ready one."),
    "too-many-stages": _("A pipeline has at most %(most)d stages."),
    "too-many-ways": _("A pipeline has at most %(most)d ways between its stages."),
    "no-entry": _("There is no stage in which an application begins: give one the kind “Being written”."),
    "two-entries": _("An application can begin in one stage only: give this one another kind than “Being written”."),
    "entry-unwritten": _("Applicants must be able to edit here, otherwise nobody can write an application."),
    "stage-key": _("A key begins with a small letter, and has at most 40 small letters, digits and hyphens."),
    "stage-doubled": _("There are two stages with the key “%(key)s”."),
    "kind": _("Choose what kind of stage this is."),
    "part": _("The key of a part begins with a small letter, and has at most 40 small letters, digits and hyphens."),
    "labels": _("Write in at least one language what staff and what applicants call this stage."),
    "way-labels": _("Write in at least one language what the button says."),
    "label-long": _("A label has at most %(most)d characters."),
    "label-language": _("Labels are written in the languages of the platform."),
    "label-characters": _("There is a character in it that cannot be shown. Please take it out."),
    "role": _("Choose from applicants, reviewers and coordinators."),
    "verb": _("The key of a way begins with a small letter, and has at most 40 small letters, digits and hyphens."),
    "unknown-stage": _("This way begins or ends at a stage that there is not."),
    "leads-nowhere": _("This way leads back to the stage at which it begins."),
    "verb-doubled": _("Two ways out of the same stage have the key “%(verb)s”."),
    "way-doubled": _("There is another way between these two stages."),
    "takers": _("Choose who may take this way."),
    "untaken-way": _("Nobody could take this way: those who may do not see the stage at which it begins, or have nothing to do there."),
    "applicant-decides": _("A decision is taken by coordinators or reviewers, not by applicants."),
    "unknown-guard": _("There is no requirement “%(key)s”."),
    "unreachable": _("No way leads here from the stage in which an application begins."),
    "dead-end": _("An application could not leave this stage. Add a way out, or give it a kind that is an end."),
    "no-end": _("From here no application can come to an end."),
    "no-way-to-hand-in": _("Applicants edit here, but have no way to hand in."),
    "stranded": ngettext_lazy(
        "%(count)d application stands in the stage “%(key)s”. Move it on before you remove the stage.",
        "%(count)d applications stand in the stage “%(key)s”. Move them on before you remove the stage.",
        "count",
    ),
    "kind-changed": ngettext_lazy(
        "%(count)d application stands here, and was told what that means. Move it on before you change the kind.",
        "%(count)d applications stand here, and were told what that means. Move them on before you change the kind.",
        "count",
    ),
    "held-decision": ngettext_lazy(
        "%(count)d decision is held that takes the way “%(verb)s” from “%(key)s”. Release it or take it back before you change the way.",
        "%(count)d decisions are held that take the way “%(verb)s” from “%(key)s”. Release them or take them back before you change the way.",
        "count",
    ),
}


def sentence(problem: Problem) -> str:
    """A problem in the active language."""
    return str(SENTENCES[problem.code] % dict(problem.details))


def by_place(problems: Iterable[Problem]) -> dict[str, list[str]]:
    """Sentences by where they belong (`stages.2`, `ways.0`, `""` for the whole), as `errors.Invalid` wants them."""
    found: dict[str, list[str]] = {}
    for problem in problems:
        found.setdefault(problem.at, []).append(sentence(problem))
    return found
