"""Does an entry of the log leave the house as the contract of the stream says?"""

from ccengine.core.ports import LogEntry
from ccengine.stream.cloudevents import cloud_event
from ccengine.stream.schemas import asyncapi, kinds
from tests.json_schema import faults

CONTRACT = asyncapi()


def faults_of(entry: LogEntry) -> list[str]:
    """What is wrong with an entry of the log as it leaves the house."""
    if entry.type not in kinds():
        return [f"{entry.type}: has no record in ccengine/core/events.py or ccengine/core/desk_events.py"]
    payload = CONTRACT["components"]["messages"][entry.type]["payload"]
    return [f"{entry.type} {fault}" for fault in faults(cloud_event(entry), payload, CONTRACT)]
