"""Cards to show in tests."""

from uuid import UUID

from ccengine.core.desk import Card, ClientCard, LastCall, OpenObligation


def call(number: int) -> UUID:
    return UUID(int=number)


def card(
    number: int = 1,
    *,
    operator: str = "op101",
    state: str = "ringing",
    name: str = "Ольга",
    consulting: str = "",
) -> Card:
    return Card(
        call_id=call(number),
        operator=operator,
        state=state,
        consulting=consulting,
        direction="inbound",
        caller="+998901234567",
        withheld=False,
        dialled="100",
        queue="sales",
        why="Anna is responsible for this client",
        since=1_000,
        client=ClientCard(id="c1", name=name, responsible="op101", responsible_name="Anna"),
        last_calls=(LastCall(call_id="x", start=0, direction="inbound", outcome="answered"),),
        obligation=OpenObligation(id=1, opened=5, missed=2),
    )
