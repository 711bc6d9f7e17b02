"""Applications: some people on their way to joining, by the steps they would take."""

from datetime import datetime, timedelta

from allauth.account.models import EmailAddress

from membership import applications
from membership.models import Grade, PaysBy
from portal.accounts.models import User
from portal.body.models import Profession
from portal.demo.content.applications import APPLICANTS, Applicant

from . import rehearsal


def make_applications(*, by: User, at: datetime) -> None:
    grades = {grade.name: grade for grade in Grade.objects.all()}
    profession = Profession.objects.first()
    for applicant in APPLICANTS:
        _apply(applicant, grades[applicant.grade], profession, by=by, at=at)


def _apply(
    applicant: Applicant,
    grade: Grade,
    profession: Profession | None,
    *,
    by: User,
    at: datetime,
) -> None:
    user = User.objects.create_user(applicant.email, name=applicant.name)
    EmailAddress.objects.create(
        user=user, email=user.email, verified=True, primary=True
    )
    with rehearsal.at(at - timedelta(days=applicant.days_ago)) as then:
        application = applications.start(
            user,
            grade=grade,
            at=then,
            name=applicant.name,
            profession=profession,
            employer=applicant.employer,
            evidence_words=applicant.words,
            pays_by=PaysBy.CARD,
        )
        applications.send(application, at=then)
    with rehearsal.at(at - timedelta(days=applicant.days_ago - 1)) as then:
        if applicant.question:
            applications.ask(application, question=applicant.question, by=by, at=then)
        if applicant.declined:
            applications.decline(application, reason=applicant.declined, by=by, at=then)
