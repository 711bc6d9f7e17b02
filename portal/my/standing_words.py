"""How a member's standing reads to the member."""

from membership.standing import Standing, State
from portal.core.words import uk_day


def in_words(standing: Standing) -> str:
    """Practising member, current until 31 March 2027."""
    if standing.state is State.NONE or standing.grade is None:
        return "Not a member"
    who = f"{standing.grade.name} member"
    last = uk_day(standing.ends_on)
    return {
        State.CURRENT: f"{who}, current until {last}",
        State.GRACE: f"{who}, ended on {last}; renew by {uk_day(standing.grace_until)}",
        State.LAPSED: f"{who} until {last}; the membership has ended",
        State.RESIGNED: f"{who} until {last}; the membership has ended",
        State.PAUSED: f"{who}, paused until {uk_day(standing.paused_until)}",
        State.NOT_YET: f"{who} from {uk_day(standing.starts_on)} on",
    }[standing.state]


def can_renew(standing: Standing) -> bool:
    return standing.state in {State.GRACE, State.LAPSED, State.RESIGNED}
