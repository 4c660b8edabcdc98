"""What can go wrong: the API said no, or it could not be asked."""


class ClientError(Exception):
    """The API could not do what was asked."""


class Unreachable(ClientError):
    """The API does not answer, or its answer broke off. Trying again later may help."""


class ApiError(ClientError):
    """The API refused. ``kind`` is its stable word (``not-found``, ``bad-input``, ...)."""

    def __init__(self, status: int, kind: str, detail: str) -> None:
        super().__init__(f"{status} {kind}: {detail}")
        self.status = status
        self.kind = kind
        self.detail = detail

    @property
    def temporary(self) -> bool:
        """Trying again later may help."""
        return self.status == 429 or self.status >= 500


def problem(status: int, body: object) -> ApiError:
    """The error that a problem+json document tells; whatever else came is an error too."""
    told = body if isinstance(body, dict) else {}
    kind = str(told.get("type", "")).removeprefix("urn:ccengine:") or "unknown"
    return ApiError(status, kind, str(told.get("detail", "no reason was given")))
