"""The ways out: screens on other machines, webhooks, Redis, letters."""

from collections.abc import Callable
from dataclasses import dataclass

from ccengine.app.frame import Frame, wall_ms
from ccengine.core.desk import Screens
from ccengine.promises.keeper import PromiseKeeper
from ccengine.promises.mail import Mailer, MailRoad
from ccengine.settings import ListenSettings
from ccengine.store.desk_log import Announce
from ccengine.store.store import Store
from ccengine.stream.addresses import Webhooks
from ccengine.stream.post import Poster
from ccengine.stream.relay import Relay
from ccengine.stream.webhooks import Couriers
from screenpop.gateway import ScreenGateway


@dataclass(frozen=True, slots=True, kw_only=True)
class Roads:
    """``carried``: how much Redis was given, by what (nothing without Redis)."""

    webhooks: Webhooks
    couriers: Couriers
    carried: Callable[[], dict[str, int]]


async def shared_screens(frame: Frame, gateway: ScreenGateway) -> Screens:
    """The gateway of this process, and those on other machines where Redis stands between."""
    at = frame.settings.redis
    if not at.url:
        return gateway
    from ccengine.stream.redis_link import open_redis
    from ccengine.stream.shared_screens import SharedScreens

    redis = await frame.stack.enter_async_context(open_redis(at.url))
    screens = SharedScreens(gateway, redis, prefix=at.prefix, node=frame.settings.node.name)
    gateway.on_seen = screens.seen_here
    frame.work["screens"] = screens.run()
    return screens


async def open_roads(frame: Frame, store: Store, relay: Relay) -> Roads:
    """The ways out of the log that we go ourselves: to webhooks, and to Redis where there is one."""
    allow_private = frame.settings.webhooks.allow_private
    post = await frame.stack.enter_async_context(Poster(allow_private=allow_private))
    couriers = Couriers(store, relay, post, now=wall_ms)
    frame.work["webhooks"] = couriers.run()
    webhooks = Webhooks(store, allow_private=allow_private, now=wall_ms, changed=couriers.changed)
    carried = await _fan_out(frame, store, relay)
    return Roads(webhooks=webhooks, couriers=couriers, carried=carried)


async def _fan_out(frame: Frame, store: Store, relay: Relay) -> Callable[[], dict[str, int]]:
    at = frame.settings.redis
    if not at.url:
        return dict
    # Here and not above: without the setting the library need not be installed.
    from ccengine.stream.fanout import Fanout
    from ccengine.stream.redis_link import open_redis

    redis = await frame.stack.enter_async_context(open_redis(at.url))
    fanout = Fanout(store, relay, redis, prefix=at.prefix, keep=at.keep)
    frame.work["fanout"] = fanout.run()
    return fanout.metrics


def keep_promises(frame: Frame, store: Store, announce: Announce) -> None:
    """What is due is told in time: on the page always, by letter where there is a mail server."""
    settings = frame.settings
    frame.work["promises"] = PromiseKeeper(store, announce=announce, now=wall_ms).run()
    mail = settings.mail
    if mail.host:
        road = MailRoad(
            host=mail.host,
            port=mail.port,
            starttls=mail.starttls,
            sender=mail.sender,
            to=mail.to_supervisors,
            user=mail.user,
            password=mail.password,
        )
        page = (*settings.listen.origins, *own_origins(settings.listen))[0]
        frame.work["letters"] = Mailer(store, road, zone=settings.desk.zone, page=page).run()


def own_origins(listen: ListenSettings) -> tuple[str, ...]:
    return tuple(f"http://{host}:{listen.http_port}" for host in (listen.http_host, "localhost"))
