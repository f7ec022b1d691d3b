"""Where a printer may stand, and what stands in the way of a kiosk."""

from __future__ import annotations

import ipaddress

from linli.base.kernel import Objection
from linli.base.kernel import gettext_noop as _

# RFC 1918 and RFC 4193: a hall's own network. Nothing else is ever connected to, this machine itself neither.
OWN_NETWORKS = [ipaddress.ip_network(net) for net in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7")]
# "Raw" printing as every ESC/POS printer with a network socket offers it (9100, and 9101… behind a print server).
PORTS = range(9100, 9110)


def objections_to_printer(*, host: str, port: int, is_name_taken: bool) -> list[Objection]:
    """Why a printer cannot be entered: it is outside the hall's own network, or the name is another's."""
    found = []
    if not _is_in_own_network(host):
        text = _("A printer has an address in the hall's own network, such as 192.168.1.80.")
        found.append(Objection("host_outside", text, field="host"))
    if port not in PORTS:
        text = _("Printers listen on a port from {first} to {last}; most on {first}.")
        found.append(Objection("port_unusual", text, {"first": PORTS[0], "last": PORTS[-1]}, field="port"))
    return [*found, *_name(is_name_taken)]


def objections_to_kiosk(*, is_name_taken: bool) -> list[Objection]:
    """Why a kiosk cannot be registered."""
    return _name(is_name_taken)


def objections_to_pairing(*, is_revoked: bool) -> list[Objection]:
    """Why a kiosk gets no new pairing code."""
    return [Objection("revoked", _("This kiosk was signed off. Please register it anew."))] if is_revoked else []


def _is_in_own_network(host: str) -> bool:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    return any(address in network for network in OWN_NETWORKS if network.version == address.version)


def _name(is_taken: bool) -> list[Objection]:
    return [Objection("name_taken", _("Another one here has this name."), field="name")] if is_taken else []
