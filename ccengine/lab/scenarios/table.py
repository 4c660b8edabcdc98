"""Every scenario there is, by name."""

from ccengine.lab.scenarios.arriving import ARRIVING
from ccengine.lab.scenarios.atxfer import ATXFER
from ccengine.lab.scenarios.consulting import CONSULTING
from ccengine.lab.scenarios.odd_callers import ODD_CALLERS
from ccengine.lab.scenarios.parking import PARKING
from ccengine.lab.scenarios.placing import PLACING
from ccengine.lab.scenarios.scenario import Scenario
from ccengine.lab.scenarios.supervised import SUPERVISED
from ccengine.lab.scenarios.transferring import TRANSFERRING

SCENARIOS: dict[str, Scenario] = (
    ARRIVING | ODD_CALLERS | TRANSFERRING | CONSULTING | ATXFER | PARKING | PLACING | SUPERVISED
)
