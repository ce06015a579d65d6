"""What is tracked of the areas to the left; upper packages decorate their own models with `tracked`."""

from network.accounts.models import User
from network.audit.tracking import tracked
from network.organisations.models import Membership, Organisation

tracked(exclude=("password", "last_login"))(User)
tracked(exclude=("sealed_id", "sealed_id_digest", "sort_key"))(Organisation)
tracked()(Membership)
