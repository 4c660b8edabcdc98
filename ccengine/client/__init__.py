"""A small client of the HTTP API, for programs that stand beside ccengine (a CRM core)::

    async with CrmClient("http://127.0.0.1:8080", token) as crm:
        await crm.put_client("c7", {"name": "Olga Petrova", "phones": ["+998901234567"]})
        async for call in crm.calls():
            ...
        async for event in crm.events(after=position):
            ...

It knows the addresses, follows cursors, comes back to the stream where it left it, and drops what
it has had. It stands alone: of ccengine it uses only the shapes of the API's JSON.
"""

from ccengine.client.crm import CrmClient
from ccengine.client.errors import ApiError, ClientError, Unreachable
from ccengine.client.events import StreamEvent

__all__ = ["ApiError", "ClientError", "CrmClient", "StreamEvent", "Unreachable"]
